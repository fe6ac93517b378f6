import type { Alternative, Demand, Rule } from '../types.ts'

/** How the scopes of a demand are read: the operation's word, then its scheme's. */
export type MatchOf = (scheme: string) => 'all' | 'any'

/**
 * Whether everybody whom `rule` lets in would be let in by `other` as well: `rule` is as strict, or stricter. Which
 * wrong credentials refuse beside `{}` is left out: who is refused for one can leave it away.
 */
export function implies(rule: Rule, other: Rule, matchOf: MatchOf): boolean {
  // Report mode lets in whoever comes, and so does a public operation; `{}` refuses a wrong credential of its schemes.
  if (other.extension.report || other.alternatives.length === 0) return true
  if (rule.alternatives.length === 0 || !extensionImplies(rule, other)) return false
  const [strict, mild] = [readerOf(rule, matchOf), readerOf(other, matchOf)]
  return rule.alternatives.every((alternative) =>
    other.alternatives.some((wider) => alternativeImplies(strict(alternative), mild(wider))),
  )
}

/** A demand with the way its scopes are read. */
interface Read extends Demand {
  readonly match: 'all' | 'any'
}

function readerOf({ extension }: Rule, matchOf: MatchOf): (alternative: Alternative) => readonly Read[] {
  return (alternative) =>
    alternative.map((demand) => ({ ...demand, match: extension.scopeMatch ?? matchOf(demand.scheme) }))
}

function alternativeImplies(alternative: readonly Read[], wider: readonly Read[]): boolean {
  return wider.every((asked) => alternative.some((given) => given.scheme === asked.scheme && scopesImply(given, asked)))
}

/** Whether whoever has the scopes that `given` asks for has those that `asked` asks for. */
function scopesImply(given: Read, asked: Read): boolean {
  if (asked.scopes.length === 0) return true
  if (given.scopes.length === 0) return false
  const [has, needs] = [given.scopes, asked.scopes]
  if (asked.match === 'all') {
    // Of a list of which one is enough, the least that somebody has is one of them.
    const least = given.match === 'all' ? [has] : has.map((scope) => [scope])
    return least.every((scopes) => needs.every((scope) => scopes.includes(scope)))
  }
  return given.match === 'all'
    ? needs.some((scope) => has.includes(scope))
    : has.every((scope) => needs.includes(scope))
}

/** What stands beside the requirements: report mode, step-up, and bound parameters. */
function extensionImplies({ extension }: Rule, { extension: other }: Rule): boolean {
  if (extension.report) return false
  if (other.acr !== undefined && !(extension.acr?.every((acr) => other.acr?.includes(acr)) ?? false)) return false
  if (other.maxAge !== undefined && !(extension.maxAge !== undefined && extension.maxAge <= other.maxAge)) return false
  return other.bind.every((wanted) => extension.bind.some((own) => JSON.stringify(own) === JSON.stringify(wanted)))
}
