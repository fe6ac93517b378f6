import type { CompiledPolicy, Rule } from '../../policy/types.ts'
import { isOwnRoute, samplePaths } from './binding.ts'
import { mapOf } from './current-map.ts'
import { isPlain } from './plain-route.ts'
import type { RouteMap } from './route-map.ts'
import { answers, type ReachedRoute, type Route } from './stack.ts'

/**
 * The operations that a route of an application serves: those it was made for, and of a wildcard, an optional part or an
 * expression those whose requests it answers and that have no plain route of their own. Undefined: the route is hidden in a
 * function, and nobody can say.
 */
export type ServedRules = (app: object, route: Route) => readonly Rule[] | undefined

export function createServedRules({ rules }: Pick<CompiledPolicy, 'rules'>): ServedRules {
  const known = new WeakMap<RouteMap, ReadonlyMap<Route, readonly Rule[]>>()
  return (app, route) => {
    const routes = mapOf(app)
    const served = known.get(routes) ?? findServed(routes, rules)
    known.set(routes, served)
    return served.get(route) ?? (routes.has(route) ? [] : undefined)
  }
}

function findServed(routes: RouteMap, rules: readonly Rule[]): ReadonlyMap<Route, readonly Rule[]> {
  const served = new Map<Route, Rule[]>()
  for (const rule of rules) {
    for (const route of new Set(rule.bases.flatMap((base) => routesFor(routes, rule, base)))) {
      const listed = served.get(route)
      if (listed === undefined) served.set(route, [rule])
      else listed.push(rule)
    }
  }
  return served
}

/** The routes made for an operation; where it has none of a plain path, those of no plain path that answer it. */
function routesFor(routes: RouteMap, rule: Rule, base: string): readonly Route[] {
  const stops = samplePaths(rule.template, base, routes.hasExpressions).flatMap((path) => routes.stops(path))
  const reached = stops.flatMap(({ station: { route }, baseUrl }): readonly ReachedRoute[] =>
    route !== undefined && answers(route, rule.method) ? [{ route, baseUrl }] : [],
  )
  const own = reached.filter((one) => isOwnRoute(one, rule, base))
  const found = own.length > 0 ? own : reached.filter(({ route }) => !isPlain(route))
  return found.map(({ route }) => route)
}
