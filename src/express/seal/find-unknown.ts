import type { RouteMap, Station } from '../routes/route-map.ts'
import { methodsOf } from '../routes/stack.ts'
import { targetsOf } from '../routes/whole-shapes.ts'
import type { Bindings } from './bindings.ts'
import type { SealCode } from './codes.ts'
import { pathsOf, verbsOf } from './describe-route.ts'
import { rulesFor } from './find-routes.ts'
import type { Finding } from './seal-report.ts'
import type { Subject } from './subject.ts'

/**
 * Routes behind the gate that no operation of any document knows. One outside every base path is none, and one whose
 * place cannot be read is only where the API's space is everything.
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
        method !== 'options' && rulesFor(method, binding).length === 0 && isRefused(station, method, subjects),
    )
    return unknown.flatMap((method) => pathsOf(station, binding).map((path) => describe(method, path)))
  })
}

/** Whether a gate refuses what this route is there for, because no document has it. */
function isRefused(station: Station, verb: string, subjects: readonly Subject[]): boolean {
  const { route } = station
  if (route === undefined) return false
  const targets = targetsOf(station)
  if (targets.length === 0) return subjects.some(({ policy, passes }) => policy.bases.includes('') && !passes)
  const methods = verb === 'all' ? methodsOf(route) : [verb.toUpperCase()]
  return targets.some((target) => {
    const inside = subjects.filter(
      (subject) => subject.match('GET', target).kind !== 'outside' && !isPassed(subject, target),
    )
    return inside.length > 0 && !methods.some((method) => inside.some((subject) => subject.allows(method, target)))
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
