import type { DecisionRequest } from '../../decision/types.ts'
import type { CompiledPolicy, Rule } from '../../policy/types.ts'
import { createMatcher } from '../../routing/matcher.ts'
import type { MatchedRule, Matcher } from '../../routing/types.ts'
import type { Decided } from '../request-state.ts'
import { isOwnRoute, samplePaths } from '../routes/binding.ts'
import { mapOf } from '../routes/route-map.ts'
import type { RouteOwners } from '../routes/route-owners.ts'
import type { ReachedRoute, Route } from '../routes/stack.ts'

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
    const others = owners(reached, request.method).filter((rule) => !before.rules.includes(rule))
    if (others.length === 0) return []
    if (before.rules.length > 0 && !hasOwnRoute(before, request.target, reached.route)) return []
    return others.flatMap((rule) => {
      const match = matcherOf(rule).match(request.method, request.target)
      return match.kind === 'operation' ? match.rules : [{ rule, params: Object.create(null) }]
    })
  }
}

/**
 * Whether a decided operation has a route of its own beside the one that runs, or may have one where nobody can look. It
 * need not answer this target: where routing is case-sensitive, `/files/PUBLIC` is no target of `/files/public`.
 */
function hasOwnRoute({ app, rules }: Decided, target: string, running: Route): boolean {
  const [path = ''] = target.split('?', 1)
  const routes = mapOf(app)
  if (routes.baseUrl === undefined) return true
  return rules.some((rule) =>
    rule.bases.some((base) =>
      [path, ...samplePaths(rule.template, base)].some((asked) =>
        routes.stops(asked).some((stop) => {
          const { route } = stop.station
          return route !== undefined && route !== running && isOwnRoute({ route, baseUrl: stop.baseUrl }, rule, base)
        }),
      ),
    ),
  )
}
