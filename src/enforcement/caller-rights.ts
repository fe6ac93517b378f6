import type { Admission } from '../decision/judgement.ts'
import type { ServerRequest } from '../decision/types.ts'
import { claimAt } from '../jwt/claim-at.ts'
import type { Rule } from '../policy/types.ts'
import { ask, type Surroundings } from './asked.ts'
import { evaluate } from './evaluate.ts'
import type { Plan } from './plan.ts'

/** Operations that are judged at once: functions of the application may ask a database for each. */
const atOnce = 32

/**
 * The rules that would let a request's credentials in, if it were for their operations. What binds a parameter to the caller
 * lets those in who may call it with a value of their own. Nothing is refused by it, and nothing counted or told.
 */
export async function permittedRules(
  plans: Iterable<Plan>,
  request: ServerRequest,
  surroundings: Surroundings,
): Promise<ReadonlySet<Rule>> {
  const asked = ask(request, surroundings)
  const permitted = new Set<Rule>()
  const judge = async (plan: Plan): Promise<void> => {
    const { strict, lenient } = await evaluate(unbound(plan), { rule: plan.rule, params: {} }, asked)
    const isAllowed = strict.allowed && hasClaims(strict, plan.rule)
    if (plan.report || isAllowed || lenient?.allowed === true) permitted.add(plan.rule)
  }
  const waiting = [...plans]
  while (waiting.length > 0) await Promise.all(waiting.splice(0, atOnce).map(judge))
  return permitted
}

/** A parameter that is bound to a claim fits nobody who does not have it. */
function hasClaims(admission: Admission, { extension: { bind } }: Rule): boolean {
  if (bind.length === 0) return true
  return (
    admission.because === 'operation' && bind.every(({ claim }) => claimAt(admission.lead.claims, claim) !== undefined)
  )
}

/** No parameter has a value yet. */
function unbound(plan: Plan): Plan {
  const { extension } = plan.rule
  return extension.bind.length === 0 ? plan : { ...plan, rule: { ...plan.rule, extension: { ...extension, bind: [] } } }
}
