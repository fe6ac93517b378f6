import type { Alternative, Demand } from '../policy/types.ts'
import type { Exhibits, Held, Unknown } from './exhibits.ts'
import { exhibitFor } from './exhibits.ts'
import type { Caller, Requirements } from './judgement.ts'
import type { StepUpFault } from './step-up.ts'
import { stepUpFault } from './step-up.ts'

/** How far a request gets with one alternative of the requirement list. */
export type Standing = { readonly alternative: Alternative } & Progress

type Progress =
  /** `caller` is undefined for `{}`. */
  | { readonly kind: 'satisfied'; readonly caller: Caller | undefined }
  /** It would be satisfied if what is unknown turned out well. */
  | { readonly kind: 'open' }
  /** Every credential is good, as far as is known, and scopes are missing: `count` of them, for the demands `lacking`. */
  | { readonly kind: 'short'; readonly count: number; readonly lacking: readonly Demand[] }
  /** The login that the claims of `lead` tell of does not do. `count` scopes are missing, too. */
  | { readonly kind: 'weak'; readonly count: number; readonly lead: Demand; readonly fault: StepUpFault }
  /** No credential is wrong, and one is not there. */
  | { readonly kind: 'missing' }
  /** A credential is not good for it. */
  | { readonly kind: 'wrong' }
  /** `{}` where the operation asks for claims, which nobody anonymous has. */
  | { readonly kind: 'closed' }

/** A demand whose credential is good, or may turn out to be. */
interface Met {
  readonly demand: Demand
  readonly shown: Held | Unknown
}

/** Judges one alternative for itself. What the request's other credentials mean is for the judge. */
export function standingOf(alternative: Alternative, exhibits: Exhibits, rule: Requirements, now: number): Standing {
  const met: Met[] = []
  for (const demand of alternative) {
    const { shown } = exhibitFor(demand.scheme, exhibits)
    if (shown.kind === 'malformed' || shown.kind === 'refused') return { alternative, kind: 'wrong' }
    if (shown.kind !== 'absent') met.push({ demand, shown })
  }
  if (met.length < alternative.length) return { alternative, kind: 'missing' }
  const lead = leadOf(met)
  if (lead === undefined) return standingOfNobody(alternative, rule)
  const missing = met.map((one) => missingScopes(one, exhibits, rule))
  const count = missing.reduce((sum, more) => sum + more, 0)
  const fault = loginFault(lead, rule, now)
  if (fault !== undefined) return { alternative, kind: 'weak', count, lead: lead.demand, fault }
  if (count > 0) return { alternative, kind: 'short', count, lacking: alternative.filter((_, at) => missing[at] !== 0) }
  const caller = callerOf(met, lead)
  return caller === undefined ? { alternative, kind: 'open' } : { alternative, kind: 'satisfied', caller }
}

/** `acr` and `maxAge` hold for whichever alternative is taken (design 2.9). */
function standingOfNobody(alternative: Alternative, { extension }: Requirements): Standing {
  const asksForClaims = extension.acr !== undefined || extension.maxAge !== undefined
  return asksForClaims ? { alternative, kind: 'closed' } : { alternative, kind: 'satisfied', caller: undefined }
}

/** The first that came with a token, else the first. What is unknown may turn out to be that token. */
function leadOf(met: readonly Met[]): Met | undefined {
  return met.find(({ shown }) => shown.kind === 'unknown' || shown.token !== undefined) ?? met[0]
}

function loginFault({ shown: lead }: Met, { extension }: Requirements, now: number): StepUpFault | undefined {
  return lead.kind === 'unknown' ? undefined : stepUpFault(extension, lead.principal.claims, now)
}

/** undefined where one of them is unknown. */
function callerOf(met: readonly Met[], { shown: lead }: Met): Caller | undefined {
  const held = met.map(({ shown }) => shown).filter((shown) => shown.kind === 'principal')
  if (held.length < met.length || lead.kind === 'unknown') return undefined
  return { principals: held.map(({ principal }) => principal), lead: lead.principal, token: lead.token ?? '' }
}

/**
 * How many scopes more it takes. What is unknown may turn out to have them all. Any-of over an empty list asks for
 * none: to be authenticated is enough (design 2.9).
 */
function missingScopes({ demand, shown }: Met, exhibits: Exhibits, { extension }: Requirements): number {
  if (shown.kind === 'unknown') return 0
  const { scopes } = shown.principal
  const missing = demand.scopes.filter((scope) => !scopes.has(scope)).length
  const match = extension.scopeMatch ?? exhibitFor(demand.scheme, exhibits).traits.scopeMatch
  if (match === 'all' || missing === 0) return missing
  return missing === demand.scopes.length ? 1 : 0
}
