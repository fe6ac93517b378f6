import type { Rule } from '../../policy/types.ts'
import { samplePaths } from '../routes/binding.ts'
import type { RouteMap, Station, Stop } from '../routes/route-map.ts'
import { answers, methodsOf } from '../routes/stack.ts'
import { targetsOf } from '../routes/whole-shapes.ts'
import type { Subject } from './subject.ts'

/** What Express would try for one request of an operation. */
export interface Way {
  readonly subject: Subject
  readonly rule: Rule
  /** The base path that the request was made under. */
  readonly base: string
  readonly stops: readonly Stop[]
}

/** A stop at a route that answers. */
export interface RouteStop extends Stop {
  /** Whether the gate has decided before. */
  readonly guarded: boolean
}

/** Ways for every operation, and for every route whose path says which requests it takes. */
export function waysOf(routes: RouteMap, subject: Subject): readonly Way[] {
  const { rules } = subject.policy
  const ways = rules.flatMap((rule) =>
    rule.bases.flatMap((base) =>
      samplePaths(rule.template, base, routes.hasExpressions).map((path): Way => {
        return { subject, rule, base, stops: routes.stops(path) }
      }),
    ),
  )
  return [...ways, ...routes.stations.flatMap((station) => waysTo(routes, station, subject))]
}

function waysTo(routes: RouteMap, station: Station, subject: Subject): readonly Way[] {
  const { route } = station
  if (route === undefined) return []
  return targetsOf(station).flatMap((target) =>
    methodsOf(route).flatMap((method) => {
      const match = subject.match(method, target)
      if (match.kind !== 'operation') return []
      const stops = routes.stops(target)
      return match.rules.flatMap(({ rule }) => rule.bases.map((base): Way => ({ subject, rule, base, stops })))
    }),
  )
}

/** The routes that would answer, in Express's order. Each but the first runs only where those in front go on. */
export function answering({ rule, subject, stops }: Way): readonly RouteStop[] {
  const gate = stops.findIndex(({ station }) => subject.isGate(station.layer.handle))
  return stops.flatMap((stop, index) => {
    const { route } = stop.station
    if (route === undefined || !answers(route, rule.method)) return []
    return [{ ...stop, guarded: gate !== -1 && gate < index }]
  })
}
