import type { CompiledPolicy, Rule } from '../../policy/types.ts'
import { isOwnRoute, samplePaths } from '../routes/binding.ts'
import { isPlain, mapOf, type RouteMap } from '../routes/route-map.ts'
import { answers, type Route } from '../routes/stack.ts'

/** Whether a route may serve an operation, and so must not answer what the document does not know (`undocumented: 'pass'`). */
export type MayServe = (app: unknown, route: Route) => boolean

/**
 * Of a plain path the lock knows by itself which operation it was made for. A wildcard, an optional part or an expression
 * is asked with paths of the operations that have no plain route: `/orders/:id{/:part}` serves `/orders/{id}`, and would
 * answer `/orders/1/x` as well. So is counted what nobody can ask, because it is hidden in a function.
 */
export function createMayServe({ rules }: Pick<CompiledPolicy, 'rules'>): MayServe {
  const known = new WeakMap<RouteMap, ReadonlySet<Route>>()
  return (app, route) => {
    if (isPlain(route)) return false
    const routes = mapOf(app)
    const serving = known.get(routes) ?? servingRoutes(routes, rules)
    known.set(routes, serving)
    return serving.has(route) || !routes.stations.some((station) => station.route === route)
  }
}

function servingRoutes(routes: RouteMap, rules: readonly Rule[]): ReadonlySet<Route> {
  return new Set(rules.flatMap((rule) => rule.bases.flatMap((base) => openRoutes(routes, rule, base))))
}

/** The routes of no plain path that answer an operation; none where it has a plain one of its own. */
function openRoutes(routes: RouteMap, rule: Rule, base: string): readonly Route[] {
  const stops = samplePaths(rule.template, base, true).flatMap((path) => routes.stops(path))
  const reached = stops.flatMap(({ station: { route }, baseUrl }) =>
    route !== undefined && answers(route, rule.method) ? [{ route, baseUrl }] : [],
  )
  if (reached.some((one) => isPlain(one.route) && isOwnRoute(one, rule, base))) return []
  return reached.map(({ route }) => route).filter((route) => !isPlain(route))
}
