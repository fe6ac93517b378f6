import type { Operation } from '../../policy/types.ts'
import { mapOf } from '../routes/current-map.ts'
import { mapRoutes, type RouteMap, type Station } from '../routes/route-map.ts'
import { createRouteOwners } from '../routes/route-owners.ts'
import { type Binding, type Bindings, bindRoutes } from './bindings.ts'
import type { SealCode } from './codes.ts'
import { createReport } from './create-report.ts'
import { findAnsweringFunctions } from './find-answering-functions.ts'
import { findBasePath } from './find-base-path.ts'
import { findBodyParsers } from './find-body-parsers.ts'
import { findConflicts } from './find-conflicts.ts'
import { findLateCors } from './find-late-cors.ts'
import { findOpaque } from './find-opaque.ts'
import { describeOpenDoors, findOpenDoors } from './find-open-doors.ts'
import { findUnknown } from './find-unknown.ts'
import { findUnneeded } from './find-unneeded.ts'
import { findUnserved } from './find-unserved.ts'
import { listRoutes } from './list-routes.ts'
import type { Finding, SealReport } from './seal-report.ts'
import type { Subject } from './subject.ts'
import { waysOf } from './ways.ts'

/**
 * Compares an application with the documents of its gates. Only a request can tell where a Router is mounted: it is taken
 * to be under whichever base path leaves the fewest problems.
 */
export function inspectPlaced(app: object, subjects: readonly Subject[], more: readonly Finding[]): SealReport {
  const routes = mapOf(app)
  if (isPlaced(app) && routes.baseUrl !== undefined) return inspect(routes, subjects, more)
  const bases = new Set(['', ...subjects.flatMap(({ policy }) => policy.bases)])
  const reports = [...bases].map((base) => inspect(mapRoutes(app, base), subjects, more))
  const [best = inspect(routes, subjects, more)] = reports.sort(
    (one, other) => one.problems.length - other.problems.length,
  )
  return best
}

/** An application knows what it is mounted on, a router does not. */
function isPlaced(app: object): boolean {
  return typeof app === 'function' && 'set' in app
}

/**
 * Compares an application with the documents of all gates on it.
 * @param more What else was seen that the routes do not show.
 */
function inspect(routes: RouteMap, subjects: readonly Subject[], more: readonly Finding[]): SealReport {
  const each = subjects.map((subject) => inspectOne(routes, subject))
  const bindings = mergeBindings(each.map((one) => one.bindings))
  const gate = firstGate(routes, subjects)
  const from = gate?.order ?? 0
  return createReport({
    routes: listRoutes(routes, bindings),
    unknown: [
      ...findUnknown(routes, bindings, subjects, from),
      ...subjects.flatMap((subject) => findUnneeded(routes, subject)),
    ],
    unserved: each.flatMap(({ unserved }) => unserved),
    conflicts: each.flatMap(({ conflicts }) => conflicts),
    beforeGate:
      gate === undefined
        ? [noGate()]
        : [...describeOpenDoors(findOpenDoors(bindings)), ...each.flatMap(({ ways }) => findAnsweringFunctions(ways))],
    bodyBeforeGate: findBodyParsers(routes, from, subjects),
    outside: each.flatMap(({ outside }) => outside),
    opaque: [
      ...findLateCors(routes, from),
      ...findOpaque(routes, from),
      ...each.flatMap(({ upgraded }) => upgraded),
      ...more,
    ],
  })
}

function inspectOne(routes: RouteMap, subject: Subject) {
  const ways = waysOf(routes, subject)
  const bindings = bindRoutes(routes, subject, ways)
  const found = findUnserved(routes, ways, bindings, subject)
  // Listeners of upgrades, which nobody can see into, answer GET alone (RFC 6455 §4.1).
  const unserved = found.filter(({ method }) => !subject.upgrades || method !== 'get')
  return {
    ways,
    bindings,
    unserved,
    upgraded: found.filter((operation) => !unserved.includes(operation)).map(describeUpgraded),
    conflicts: findConflicts(ways, createRouteOwners(subject.policy)),
    outside: findBasePath(routes, subject, servesNothing(unserved, subject)),
  }
}

/** What each gate knows of a route, together. */
function mergeBindings(all: readonly Bindings[]): Bindings {
  const merged = new Map<Station, Binding>()
  for (const bindings of all) {
    for (const [station, binding] of bindings) {
      const known = merged.get(station)
      for (const rule of binding.rules) known?.rules.add(rule)
      for (const rule of binding.unguarded) known?.unguarded.add(rule)
      if (known === undefined) merged.set(station, binding)
    }
  }
  return merged
}

function describeUpgraded(operation: Operation): Finding {
  const code: SealCode = 'seal.opaque'
  const { method, path } = operation
  return { code, message: 'no route serves this operation; a listener for upgrades may', method, path, operation }
}

function servesNothing(unserved: readonly Operation[], { policy }: Subject): boolean {
  return unserved.length > 0 && unserved.length === policy.rules.length
}

function firstGate({ stations }: RouteMap, subjects: readonly Subject[]): Station | undefined {
  return stations.find(({ layer }) => subjects.some((subject) => subject.isGate(layer.handle)))
}

function noGate(): Finding {
  const code: SealCode = 'seal.no-gate'
  return { code, message: 'the gate stands nowhere in this application: call gate.mount(app) before this' }
}
