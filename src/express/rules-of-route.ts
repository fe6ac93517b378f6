import type { DecisionRequest } from '../decision/types.ts'
import type { CompiledPolicy, Rule } from '../policy/types.ts'
import { createMatcher } from '../routing/matcher.ts'
import type { MatchedRule, Matcher } from '../routing/types.ts'
import { isOwnRoute } from './binding.ts'
import type { Decided } from './request-state.ts'
import type { RouteOwners } from './route-owners.ts'
import { hidesRoutes, type ReachedRoute, routesOf } from './stack.ts'

/** The rules that a running route adds to those that were decided. */
export type RulesOfRoute = (reached: ReachedRoute, request: DecisionRequest, before: Decided) => readonly MatchedRule[]

/**
 * Express runs the first route registered, OpenAPI the most concrete path (P-23, P-35). Where a route was made for
 * another operation than the decided one, and that one has a route of its own that came too late, both rules hold.
 * A route that alone serves both (`/users/:id` for `/users/me`, too) is used as it was meant.
 */
export function createRulesOfRoute(policy: CompiledPolicy, owners: RouteOwners): RulesOfRoute {
  const matchers = new Map<Rule, Matcher>()
  const matcherOf = (rule: Rule): Matcher => {
    const known = matchers.get(rule) ?? createMatcher({ rules: [rule], bases: rule.bases, routing: policy.routing })
    matchers.set(rule, known)
    return known
  }
  return (reached, request, before) => {
    const owning = owners(reached, request.method)
    if (owning.length === 0 || owning.some((rule) => before.rules.includes(rule))) return []
    if (before.rules.length > 0 && !hasOwnRoute(before, request.target)) return []
    return owning.flatMap((rule) => {
      const match = matcherOf(rule).match(request.method, request.target)
      return match.kind === 'operation' ? match.rules : [{ rule, params: Object.create(null) }]
    })
  }
}

/** Whether a decided operation has a route of its own in the application, or may have one where nobody can look. */
function hasOwnRoute(before: Decided, target: string): boolean {
  const [path = ''] = target.split('?', 1)
  const owned = routesOf(before.app, path)?.some((reached) =>
    before.rules.some((rule) => rule.bases.some((base) => isOwnRoute(reached, rule, base))),
  )
  return owned !== false || hidesRoutes(before.app, path)
}
