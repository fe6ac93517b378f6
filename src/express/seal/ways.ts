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
  /** Whether the request is for this operation alone. */
  readonly isAlone: boolean
  readonly stops: readonly Stop[]
}

/** A stop at a route that answers. */
export interface RouteStop extends Stop {
  /** Whether the gate has decided before. */
  readonly guarded: boolean
}

/** Ways for every operation, and for every route whose path says which requests it takes. */
export function waysOf(routes: RouteMap, subject: Subject): readonly Way[] {
  const ways = subject.policy.rules.flatMap((rule) => waysFor(routes, rule, subject))
  return [...ways, ...routes.stations.flatMap((station) => waysTo(routes, station, subject))]
}

/** Values of a certain form are tried where no route answers plain ones. */
function waysFor(routes: RouteMap, rule: Rule, subject: Subject): readonly Way[] {
  return rule.bases.flatMap((base) => {
    const ways = waysWith(samplePaths(rule.template, base), routes, rule, base, subject)
    if (!routes.hasExpressions || ways.some((way) => answering(way).length > 0)) return ways
    return waysWith(samplePaths(rule.template, base, true), routes, rule, base, subject)
  })
}

/** A sample may be what another template has as its text (`/v/1` of `/v/{n}`): then it is no request for this one. */
function waysWith(
  paths: readonly string[],
  routes: RouteMap,
  rule: Rule,
  base: string,
  subject: Subject,
): readonly Way[] {
  return paths.flatMap((path) => {
    const match = subject.match(rule.method, path)
    const meant = match.kind === 'operation' ? match.rules.map((one) => one.rule) : [rule]
    return meant.includes(rule) ? [{ subject, rule, base, isAlone: meant.length === 1, stops: routes.stops(path) }] : []
  })
}

function waysTo(routes: RouteMap, station: Station, subject: Subject): readonly Way[] {
  const { route } = station
  if (route === undefined) return []
  return targetsOf(station).flatMap((target) => {
    const rules = new Set(methodsOf(route).flatMap((method) => rulesAt(subject, method, target)))
    if (rules.size === 0) return []
    const stops = routes.stops(target)
    return [...rules].flatMap((rule) => rule.bases.map((base): Way => ({ subject, rule, base, isAlone: false, stops })))
  })
}

function rulesAt({ match }: Subject, method: string, target: string): readonly Rule[] {
  const found = match(method, target)
  return found.kind === 'operation' ? found.rules.map(({ rule }) => rule) : []
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
