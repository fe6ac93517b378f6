import { canBind } from '../decision/binding.ts'
import type { Admission, Outcome } from '../decision/judgement.ts'
import type { ServerRequest } from '../decision/types.ts'
import type { Rule } from '../policy/types.ts'
import type { Scheme } from '../schemes/types.ts'
import { Asked, type Surroundings } from './asked.ts'
import { evaluate, type OutcomeOf, outcomeOf } from './evaluate.ts'
import type { Plan } from './plan.ts'

/**
 * The rules that would let a request's credentials in, if it were for their operations. What binds a parameter to the caller
 * lets those in for whom some value would fit. Nothing is refused by it, and nothing counted.
 */
export type CallerRights = (request: ServerRequest) => Promise<ReadonlySet<Rule>>

/** Operations that are judged at once: functions of the application may ask a database for each. */
const atOnce = 32

/** Answers that are kept for callers without a good credential; a scheme more or less is seldom tried. */
const mostKept = 64

export function createCallerRights(plans: Iterable<Plan>, surroundings: Surroundings): CallerRights {
  const all = [...plans].map(unbound)
  const first = firstUses(all)
  const kept = new Map<string, ReadonlySet<Rule>>()
  return async (request) => {
    const known = await verifyOnce(first, new Asked(request, surroundings))
    const nobody = nobodyBy([...first.keys()], known)
    const before = nobody === undefined ? undefined : kept.get(nobody)
    if (before !== undefined) return before
    // The owner was told above of what breaks down, and need not be for each operation.
    const permitted = await judgeAll(all, known, new Asked(request, { ...surroundings, hookFailed: () => {} }))
    if (nobody !== undefined && kept.size < mostKept) kept.set(nobody, permitted)
    return permitted
  }
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

/** For each scheme, an operation that asks for it. Report mode lets everybody in, and asks for nothing. */
function firstUses(all: readonly Unbound[]): ReadonlyMap<Scheme, Unbound> {
  const first = new Map<Scheme, Unbound>()
  for (const one of all) {
    for (const scheme of one.plan.schemes) if (!one.plan.report && !first.has(scheme)) first.set(scheme, one)
  }
  return first
}

/**
 * What the request shows for each scheme, where that is the same for all operations: a forged token would else cost a
 * signature for each. It may be another where a function of the application is told the operation.
 */
async function verifyOnce(first: ReadonlyMap<Scheme, Unbound>, asked: Asked): Promise<ReadonlyMap<Scheme, Outcome>> {
  const known = new Map<Scheme, Outcome>()
  for (const [scheme, { plan, rule }] of first) {
    let isTold = false
    const outcome = await outcomeOf(scheme, plan, { rule, params: {} }, asked, () => {
      isTold = true
    })
    if (!isTold) known.set(scheme, outcome)
  }
  return known
}

/**
 * What all requests have in common that may call the same as this one, since nothing in them names anybody: anybody can have
 * that asked as often as they like. undefined: this one has a good credential, or the application has a say.
 */
function nobodyBy(schemes: readonly Scheme[], known: ReadonlyMap<Scheme, Outcome>): string | undefined {
  const kinds = schemes.map((scheme) => known.get(scheme)?.kind ?? 'principal')
  return kinds.includes('principal') ? undefined : kinds.join(' ')
}

async function judgeAll(
  all: readonly Unbound[],
  known: ReadonlyMap<Scheme, Outcome>,
  asked: Asked,
): Promise<ReadonlySet<Rule>> {
  const show: OutcomeOf = (scheme, plan, matched, own) => known.get(scheme) ?? outcomeOf(scheme, plan, matched, own)
  const permitted = new Set<Rule>()
  const judge = async ({ plan, rule }: Unbound): Promise<void> => {
    if (plan.report) return void permitted.add(rule)
    const { strict, lenient } = await evaluate(plan, { rule, params: {} }, asked, show)
    const isAllowed = strict.allowed && hasClaims(strict, rule)
    if (isAllowed || lenient?.allowed === true) permitted.add(rule)
  }
  const waiting = [...all]
  while (waiting.length > 0) await Promise.all(waiting.splice(0, atOnce).map(judge))
  return permitted
}

/** A parameter that is bound to a claim fits nobody who does not have it. */
function hasClaims(admission: Admission, { extension: { bind } }: Rule): boolean {
  if (bind.length === 0) return true
  return admission.because === 'operation' && bind.every(({ claim }) => canBind(claim, admission.lead.claims))
}
