import type { Alternative, Demand } from '../types.ts'

/** What a weaker alternative does to a stronger one beside it. */
export type Comparison =
  /** Whoever satisfies the stronger one satisfies the weaker one. */
  | { readonly kind: 'pointless' }
  /** The weaker one takes the same credentials, by a scheme that asks for no scope. */
  | { readonly kind: 'bypassed'; readonly bare: string; readonly scoped: string }
  | { readonly kind: 'independent' }

/** How the lists of scopes are read, and what a demand's credential travels in. */
export interface ComparisonRules {
  readonly match: 'all' | 'any'
  readonly carrier: (demand: Demand) => string
}

/** `{}` makes nothing pointless: what stands beside it says who the caller is. */
export function compareAlternatives(weak: Alternative, strong: Alternative, rules: ComparisonRules): Comparison {
  if (weak.length === 0) return { kind: 'independent' }
  let bypass: { bare: string; scoped: string } | undefined
  for (const demand of weak) {
    if (strong.some((other) => other.scheme === demand.scheme && asksForLess(demand, other, rules.match))) continue
    const scoped = demand.scopes.length === 0 ? findScoped(demand, strong, rules) : undefined
    if (scoped === undefined) return { kind: 'independent' }
    bypass ??= { bare: demand.scheme, scoped: scoped.scheme }
  }
  return bypass === undefined ? { kind: 'pointless' } : { kind: 'bypassed', ...bypass }
}

/** Whether every credential that has what `strong` asks for has what `weak` asks for. */
function asksForLess(weak: Demand, strong: Demand, match: 'all' | 'any'): boolean {
  if (weak.scopes.length === 0) return true
  if (strong.scopes.length === 0) return false
  return match === 'all' ? isSubset(weak.scopes, strong.scopes) : isSubset(strong.scopes, weak.scopes)
}

function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  const all = new Set(whole)
  return part.every((scope) => all.has(scope))
}

function findScoped(bare: Demand, alternative: Alternative, { carrier }: ComparisonRules): Demand | undefined {
  return alternative.find((demand) => demand.scopes.length > 0 && carrier(demand) === carrier(bare))
}
