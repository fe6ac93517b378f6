import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Rule } from '../policy/types.ts'
import type { MountCode } from './codes.ts'
import { samplePaths } from './routes/binding.ts'
import { mapOf, type RouteMap } from './routes/route-map.ts'
import { answers, type Route } from './routes/stack.ts'

/**
 * Looks, method by method, for routes that were registered before the gate and would answer an operation that is not
 * public (L-12).
 * @throws {ConfigurationError} that names each of them.
 */
export function assertNoRouteInFront(app: unknown, rules: readonly Rule[]): void {
  const routes = mapOf(app)
  const found = rules.flatMap((rule) => {
    const route = rule.alternatives.length === 0 ? undefined : routeInFront(routes, rule)
    return route === undefined ? [] : [describe(route, rule)]
  })
  if (found.length > 0) throw new ConfigurationError(found)
}

function routeInFront(routes: RouteMap, rule: Rule): Route | undefined {
  const paths = rule.bases.flatMap((base) => samplePaths(rule.template, base))
  const reached = paths.flatMap((path) => routes.stops(path)).flatMap(({ station }) => station.route ?? [])
  return reached.find((route) => answers(route, rule.method))
}

function describe(route: Route, { method, operation }: Rule): Diagnostic {
  const code: MountCode = 'mount.route-in-front'
  return {
    severity: 'error',
    code,
    message: `the route ${String(route.path)} stands in front of the gate and answers ${method} ${operation.path}`,
    fix: 'Call gate.mount(app) before the routes are registered.',
    ...operation.source,
  }
}
