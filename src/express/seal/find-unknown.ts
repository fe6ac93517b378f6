import { isPlain } from '../routes/plain-route.ts'
import type { RouteMap, Station } from '../routes/route-map.ts'
import { routeShapes } from '../routes/route-shape.ts'
import { methodsOf } from '../routes/stack.ts'
import { targetOf, targetsOf } from '../routes/whole-shapes.ts'
import { samplesOf } from './allowed-samples.ts'
import { type Bindings, rulesFor } from './bindings.ts'
import type { SealCode } from './codes.ts'
import { pathsOf, verbsOf } from './describe-route.ts'
import type { Finding } from './seal-report.ts'
import type { Subject } from './subject.ts'

/**
 * Routes behind the gate that no operation of any document knows. One outside every base path is none.
 */
export function findUnknown(
  routes: RouteMap,
  bindings: Bindings,
  subjects: readonly Subject[],
  gateAt: number,
): readonly Finding[] {
  return routes.stations.flatMap((station) => {
    const { route, order } = station
    if (route === undefined || order < gateAt) return []
    const binding = bindings.get(station)
    const unknown = verbsOf(route).filter(
      (method) =>
        // A handler for OPTIONS answers preflights, which belong to no operation.
        method !== 'options' &&
        rulesFor(method, binding).length === 0 &&
        isRefused(station, method, subjects) &&
        !subjects.some((subject) => isAllowed(routes, station, method, subject)),
    )
    return unknown.flatMap((method) => pathsOf(station, binding).map((path) => describe(method, path)))
  })
}

/**
 * Whether a gate refuses what this route is there for, because no document has it. Of an expression, and of a route whose
 * place cannot be read, nobody can say.
 */
function isRefused(station: Station, verb: string, subjects: readonly Subject[]): boolean {
  const { route } = station
  if (route === undefined) return false
  const targets =
    isPlain(route) && station.prefixes.length === 0 ? routeShapes(route).map(targetOf) : targetsOf(station)
  const methods = verb === 'all' ? methodsOf(route) : [verb.toUpperCase()]
  return targets.some((target) => {
    const inside = subjects.filter(
      (subject) => subject.match('GET', target).kind !== 'outside' && !isPassed(subject, target),
    )
    return inside.length > 0 && !methods.some((method) => inside.some((subject) => subject.allows(method, target)))
  })
}

/** Whether an entry of `allowRoutes` has a path that leads here. */
function isAllowed(routes: RouteMap, station: Station, verb: string, { allowRoutes }: Subject): boolean {
  return allowRoutes.some(({ method, path }) => {
    const isMethod = method === undefined || verb === 'all' || method === verb.toUpperCase()
    return isMethod && samplesOf(path).some((sample) => routes.stops(sample).some((stop) => stop.station === station))
  })
}

/** `pass` lets through what is documented in no method. */
function isPassed({ passes, match }: Subject, target: string): boolean {
  return passes && match('GET', target).kind === 'unknown'
}

function describe(method: string, path: string): Finding {
  const code: SealCode = 'seal.unknown-route'
  const message = 'no operation knows this route, and the gate refuses it: document it, or list it in allowRoutes'
  return { code, message, method, path }
}
