import { canBind } from '../decision/binding.ts'
import type { Admission, Outcome } from '../decision/judgement.ts'
import type { ServerRequest } from '../decision/types.ts'
import type { Rule } from '../policy/types.ts'
import type { Scheme } from '../schemes/types.ts'
import { type Asked, ask, type Surroundings } from './asked.ts'
import { evaluate, type OutcomeOf, outcomeOf } from './evaluate.ts'
import type { Plan } from './plan.ts'

/** Operations that are judged at once: functions of the application may ask a database for each. */
const atOnce = 32

/**
 * The rules that would let a request's credentials in, if it were for their operations. What binds a parameter to the caller
 * lets those in who have the claim. Nothing is refused by it, and nothing counted or told.
 */
export async function permittedRules(
  plans: Iterable<Plan>,
  request: ServerRequest,
  surroundings: Surroundings,
): Promise<ReadonlySet<Rule>> {
  const all = [...plans].map(unbound)
  const known = await verifyOnce(all, ask(request, surroundings))
  // The owner was told above of what breaks down, and need not be for each operation.
  const asked = ask(request, { ...surroundings, hookFailed: () => {} })
  const show: OutcomeOf = (scheme, plan, matched, own) => known.get(scheme) ?? outcomeOf(scheme, plan, matched, own)
  const permitted = new Set<Rule>()
  const judge = async ({ plan, rule }: Unbound): Promise<void> => {
    const { strict, lenient } = await evaluate(plan, { rule, params: {} }, asked, show)
    const isAllowed = strict.allowed && hasClaims(strict, rule)
    if (plan.report || isAllowed || lenient?.allowed === true) permitted.add(rule)
  }
  while (all.length > 0) await Promise.all(all.splice(0, atOnce).map(judge))
  return permitted
}

/** A plan in which no parameter has a value yet, and the rule that it is of. */
interface Unbound {
  readonly plan: Plan
  readonly rule: Rule
}

function unbound(plan: Plan): Unbound {
  const { rule } = plan
  const { extension } = rule
  if (extension.bind.length === 0) return { plan, rule }
  return { plan: { ...plan, rule: { ...rule, extension: { ...extension, bind: [] } } }, rule }
}

/**
 * What the request shows for each scheme, where that is the same for all operations: a forged token would else cost a
 * signature for each. It may be another where a function of the application is told the operation.
 */
async function verifyOnce(all: readonly Unbound[], asked: Asked): Promise<ReadonlyMap<Scheme, Outcome>> {
  const first = new Map<Scheme, Unbound>()
  for (const one of all) {
    for (const scheme of one.plan.schemes) if (!one.plan.report && !first.has(scheme)) first.set(scheme, one)
  }
  const known = new Map<Scheme, Outcome>()
  for (const [scheme, { plan, rule }] of first) {
    let hasLooked = false
    const look = (): void => {
      hasLooked = true
    }
    const outcome = await outcomeOf(scheme, plan, { rule, params: {} }, asked, look)
    if (!hasLooked) known.set(scheme, outcome)
  }
  return known
}

/** A parameter that is bound to a claim fits nobody who does not have it. */
function hasClaims(admission: Admission, { extension: { bind } }: Rule): boolean {
  if (bind.length === 0) return true
  return admission.because === 'operation' && bind.every(({ claim }) => canBind(claim, admission.lead.claims))
}
