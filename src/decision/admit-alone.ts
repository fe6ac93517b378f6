import type { Alternative, Demand } from '../policy/types.ts'
import type { Admission, Outcome, Requirements, SchemeTraits } from './judgement.ts'

/** The rule of most operations: one scheme, whose credential nobody sends without meaning to, and scopes. */
export interface Alone {
  readonly alternative: Alternative
  readonly demand: Demand
  readonly any: boolean
}

/** undefined: the rule asks for more than one scheme, or for more than scopes. */
export function aloneIn(rule: Requirements, schemes: ReadonlyMap<string, SchemeTraits>): Alone | undefined {
  const [alternative, another] = rule.alternatives
  const [demand, further] = alternative ?? []
  if (alternative === undefined || demand === undefined || another !== undefined || further !== undefined)
    return undefined
  const traits = schemes.get(demand.scheme)
  const { acr, maxAge, scopeMatch } = rule.extension
  if (traits === undefined || traits.ambient || acr !== undefined || maxAge !== undefined) return undefined
  return { alternative, demand, any: (scopeMatch ?? traits.scopeMatch) === 'any' }
}

/**
 * What `judge` says of such a rule where the credential is good and grants what is wanted, which is nearly always: without
 * the tables that it takes to weigh several schemes against each other. undefined: `judge` has to look.
 */
export function admitAlone({ alternative, demand, any }: Alone, outcome: Outcome): Admission | undefined {
  if (outcome.kind !== 'principal') return undefined
  const { principal, token = '' } = outcome
  const { scopes } = demand
  const isGranted = (scope: string): boolean => principal.scopes.has(scope)
  const isEnough = any && scopes.length > 0 ? scopes.some(isGranted) : scopes.every(isGranted)
  if (!isEnough) return undefined
  return { allowed: true, because: 'operation', alternative, principals: [principal], lead: principal, token }
}
