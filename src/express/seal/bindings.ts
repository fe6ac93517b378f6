import { answersMethod } from '../../http/answers-method.ts'
import type { Rule } from '../../policy/types.ts'
import type { RouteMap, Station } from '../routes/route-map.ts'
import { shapeUnder } from '../routes/route-shape.ts'
import { answers } from '../routes/stack.ts'
import { stationsByShape } from '../routes/whole-shapes.ts'
import type { Subject } from './subject.ts'
import { answering, type Way } from './ways.ts'

/** What is known of each route. */
export type Bindings = ReadonlyMap<Station, Binding>

/** What is known of one route. */
export interface Binding {
  /** The operations whose requests Express may give to it. */
  readonly rules: Set<Rule>
  /** Those of them that it answers before the gate has decided. */
  readonly unguarded: Set<Rule>
  /** What the routers in front of it were seen to take, in the words of an operation's template. */
  place: string | undefined
}

/** Binds each route to the operations it can serve. */
export function bindRoutes(routes: RouteMap, subject: Subject, ways: readonly Way[]): Bindings {
  const bindings = new Map<Station, Binding>()
  for (const way of ways) {
    for (const stop of answering(way)) {
      const binding = bindingOf(bindings, stop.station)
      binding.rules.add(way.rule)
      if (!stop.guarded) binding.unguarded.add(way.rule)
      binding.place ??= placeOf(way, stop.baseUrl)
    }
  }
  bindByShape(bindings, routes, subject)
  return bindings
}

/** A route may want values that no sample has: `:id([A-Z]{3}\\d{6})`. It was made for the operation of its shape all the same. */
function bindByShape(bindings: Map<Station, Binding>, routes: RouteMap, subject: Subject): void {
  const gateAt = routes.stations.find(({ layer }) => subject.isGate(layer.handle))?.order
  const byShape = stationsByShape(routes)
  for (const rule of subject.policy.rules) {
    for (const base of rule.bases) {
      for (const station of byShape.get(shapeUnder(base, rule.template)) ?? []) {
        if (station.route === undefined || !answers(station.route, rule.method)) continue
        const binding = bindingOf(bindings, station)
        const isKnown = binding.rules.has(rule)
        binding.rules.add(rule)
        if (!isKnown && (gateAt === undefined || station.order < gateAt)) binding.unguarded.add(rule)
      }
    }
  }
}

function bindingOf(bindings: Map<Station, Binding>, station: Station): Binding {
  const known = bindings.get(station)
  if (known !== undefined) return known
  const binding: Binding = { rules: new Set(), unguarded: new Set(), place: undefined }
  bindings.set(station, binding)
  return binding
}

/** As many segments of base path and template as the routers took. */
function placeOf({ base, rule }: Way, baseUrl: string): string {
  const written = (base + rule.operation.path).split('/').slice(1)
  const taken = baseUrl.split('/').slice(1).length
  return written
    .slice(0, taken)
    .map((segment) => `/${segment}`)
    .join('')
}

/** The operations that a route serves with the handlers that it has for a method. */
export function rulesFor(method: string, binding: Binding | undefined): readonly Rule[] {
  const rules = [...(binding?.rules ?? [])]
  return method === 'all' ? rules : rules.filter((rule) => answersMethod(method.toUpperCase(), rule.method))
}
