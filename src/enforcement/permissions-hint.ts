import { judge } from '../decision/judge.ts'
import type { Facts, Outcome } from '../decision/judgement.ts'
import { listed, plain, quote } from '../diagnostics/words.ts'
import { ImmutableSet } from '../jwt/immutable-set.ts'
import { scopesOf } from '../jwt/scopes-of.ts'
import type { Rule } from '../policy/types.ts'
import type { Plan } from './plan.ts'

/** Is told of a request whose scopes were too few, with what it showed for each scheme. */
export type PermissionsHint = (plan: Plan, outcomes: ReadonlyMap<string, Outcome>, facts: Facts) => void

/**
 * Says, once for each operation, that a request was refused for scopes which the `permissions` of its token hold: Auth0's
 * role-based access control puts there what the user may do, and it counts only where it is listed (design 2.3, C-27).
 */
export function createPermissionsHint(tell: (line: string) => void): PermissionsHint {
  const told = new Set<Rule>()
  return (plan, outcomes, facts) => {
    const { rule } = plan
    if (told.has(rule)) return
    const supposed = new Map([...outcomes].flatMap(([name, outcome]) => withPermissions(name, outcome) ?? []))
    if (supposed.size === 0) return
    if (!judge(rule, plan.byName, new Map([...outcomes, ...supposed]), facts).allowed) return
    told.add(rule)
    tell(sentence(rule, [...supposed.keys()]))
  }
}

/** The outcome as it would be if `permissions` counted; undefined where that changes nothing. */
function withPermissions(name: string, outcome: Outcome): readonly [string, Outcome][] | undefined {
  if (outcome.kind !== 'principal') return undefined
  const { principal } = outcome
  const added = [...scopesOf(principal.claims, [['permissions']])].filter((scope) => !principal.scopes.has(scope))
  if (added.length === 0) return undefined
  const scopes = new ImmutableSet([...principal.scopes, ...added])
  return [[name, { ...outcome, principal: { ...principal, scopes } }]]
}

function sentence({ method, operation }: Rule, names: readonly string[]): string {
  const option = `schemes: { ${names.map((name) => `${JSON.stringify(name)}: { scopeClaims: ['scope', 'permissions'] }`).join(', ')} }`
  return [
    `${plain(`${method} ${operation.path}`)} was refused for scopes that the "permissions" claim of the token holds, for`,
    `${listed(names.map(quote))}. That claim says all that its user may do, not what was consented to, and counts`,
    `only where it is listed: ${option}. This is said once for an operation.`,
  ].join(' ')
}
