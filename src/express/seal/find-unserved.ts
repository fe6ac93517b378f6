import type { Operation, Rule } from '../../policy/types.ts'
import type { RouteMap, Stop } from '../routes/route-map.ts'
import { targetsOf } from '../routes/whole-shapes.ts'
import type { Bindings } from './bindings.ts'
import type { Subject } from './subject.ts'
import type { Way } from './ways.ts'

/**
 * Operations that no route serves. A function that was mounted under a path of its own may serve one, unless routes stand
 * behind it there: then it only goes on to them, as a limiter does.
 */
export function findUnserved(
  routes: RouteMap,
  ways: readonly Way[],
  bindings: Bindings,
  subject: Subject,
): readonly Operation[] {
  const served = new Set<Rule>([...bindings.values()].flatMap(({ rules }) => [...rules]))
  const last = lastRoutes(routes)
  for (const way of ways) if (way.stops.some((stop) => mayServe(stop, way, last))) served.add(way.rule)
  return subject.policy.rules.filter((rule) => !served.has(rule)).map(({ operation }) => operation)
}

function mayServe({ station, baseUrl }: Stop, { base, subject }: Way, last: ReadonlyMap<string, number>): boolean {
  const { route, layer, order } = station
  if (route !== undefined || layer.handle.length > 3 || subject.isGate(layer.handle)) return false
  if (baseUrl === '' || baseUrl.length < base.length) return false
  return (last.get(baseUrl.toLowerCase()) ?? -1) < order
}

/** Where the last route under each path stands in the application. */
function lastRoutes({ stations }: RouteMap): ReadonlyMap<string, number> {
  const last = new Map<string, number>()
  for (const station of stations) {
    for (const target of targetsOf(station)) {
      const segments = target.toLowerCase().split('/').slice(1)
      segments.forEach((_, index) => void last.set(`/${segments.slice(0, index + 1).join('/')}`, station.order))
    }
  }
  return last
}
