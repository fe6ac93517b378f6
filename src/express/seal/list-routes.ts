import type { Operation } from '../../policy/types.ts'
import type { RouteMap } from '../routes/route-map.ts'
import { type Binding, type Bindings, rulesFor } from './bindings.ts'
import { pathsOf, verbsOf } from './describe-route.ts'
import type { SealedRoute } from './seal-report.ts'

/** Every route with the operations it can serve, in the order of the application. */
export function listRoutes(routes: RouteMap, bindings: Bindings): readonly SealedRoute[] {
  return routes.stations.flatMap((station) => {
    const { route } = station
    if (route === undefined) return []
    const binding = bindings.get(station)
    return pathsOf(station, binding).flatMap((path) =>
      verbsOf(route).map((method) => ({ method, path, operations: operationsFor(method, binding) })),
    )
  })
}

function operationsFor(method: string, binding: Binding | undefined): readonly Operation[] {
  return Object.freeze(rulesFor(method, binding).map(({ operation }) => operation))
}
