import type { Alternative, Demand } from '../policy/types.ts'
import { isBound } from './binding.ts'
import type { Exhibits, Held } from './exhibits.ts'
import { exhibitFor, isFault } from './exhibits.ts'
import type { Caller, Facts, Requirements, SchemeTraits, StepUp } from './judgement.ts'
import type { StepUpFault } from './step-up.ts'
import { stepUpFault } from './step-up.ts'

/** How far a request gets with one alternative of the requirement list. */
export type Standing = { readonly alternative: Alternative } & Progress

type Progress =
  /** `caller` is undefined for `{}`. */
  | { readonly kind: 'satisfied'; readonly caller: Caller | undefined }
  /** Every credential is good, and `count` scopes or any-of lists are missing, for the demands `lacking`. */
  | { readonly kind: 'short'; readonly count: number; readonly lacking: readonly Demand[] }
  /** Every credential is good, and the login that the claims of `lead` tell of is not. Scopes may be missing, too. */
  | { readonly kind: 'weak'; readonly count: number; readonly lead: Demand; readonly fault: StepUpFault }
  /** Nothing is missing, and a parameter of the request is not what the claims say. */
  | { readonly kind: 'unbound' }
  /** No credential is wrong, and one is not there. */
  | { readonly kind: 'missing' }
  /** A credential is not good for it. */
  | { readonly kind: 'wrong' }
  /** `{}` where the operation asks for claims, which nobody anonymous has. */
  | { readonly kind: 'closed' }

/** A demand whose credential is good. */
interface Met {
  readonly demand: Demand
  readonly traits: SchemeTraits
  readonly held: Held
}

/** Judges one alternative for itself. What the request's other credentials mean is for the judge. */
export function standingOf(alternative: Alternative, exhibits: Exhibits, rule: Requirements, facts: Facts): Standing {
  const met: Met[] = []
  for (const demand of alternative) {
    const exhibit = exhibitFor(demand.scheme, exhibits)
    if (isFault(exhibit)) return { alternative, kind: 'wrong' }
    if (exhibit.shown.kind === 'principal') met.push({ demand, traits: exhibit.traits, held: exhibit.shown })
  }
  if (met.length < alternative.length) return { alternative, kind: 'missing' }
  return { alternative, ...progressOf(met, rule, facts) }
}

/** How far it gets whose credentials are all good. */
function progressOf(met: readonly Met[], { extension }: Requirements, { now, bound }: Facts): Progress {
  // Auth speaks for the first that came with a token, else for the first.
  const lead = met.find(({ held }) => held.token !== undefined) ?? met[0]
  if (lead === undefined) return bound.length > 0 ? { kind: 'closed' } : progressOfNobody(extension)
  const { principal, token = '' } = lead.held
  const missing = met.map((one) => missingScopes(one, extension.scopeMatch))
  const count = missing.every((scopes) => scopes.length === 0) ? 0 : new Set(missing.flat()).size
  // Another login would not change whose the resource is.
  if (count === 0 && !isBound(bound, principal.claims)) return { kind: 'unbound' }
  const fault = stepUpFault(extension, principal.claims, now)
  if (fault !== undefined) return { kind: 'weak', count, lead: lead.demand, fault }
  if (count === 0) {
    const principals = met.map(({ held }) => held.principal)
    return { kind: 'satisfied', caller: { principals, lead: principal, token } }
  }
  const lacking = met.filter((_, at) => missing[at]?.length !== 0).map(({ demand }) => demand)
  return { kind: 'short', count, lacking }
}

/** `acr` and `maxAge` hold for whichever alternative is taken (design 2.9). */
function progressOfNobody({ acr, maxAge }: StepUp): Progress {
  return acr === undefined && maxAge === undefined ? { kind: 'satisfied', caller: undefined } : { kind: 'closed' }
}

/**
 * What more it takes, each with its carrier: two schemes that judge one token miss a scope once. An any-of list counts as
 * one thing of its own, whatever the order of its scopes; an empty one asks for nothing but to be authenticated (design
 * 2.9).
 */
function missingScopes(
  { demand, traits, held }: Met,
  match: Requirements['extension']['scopeMatch'],
): readonly string[] {
  const missing = demand.scopes.filter((scope) => !held.principal.scopes.has(scope))
  const any = (match ?? traits.scopeMatch) === 'any'
  if (!any) return missing.map((scope) => `${traits.carrier} ${scope}`)
  const isMissed = missing.length > 0 && missing.length === demand.scopes.length
  return isMissed ? [`${traits.carrier} one of ${missing.toSorted().join(' ')}`] : []
}
