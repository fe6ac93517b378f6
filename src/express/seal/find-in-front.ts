import { isUnder } from '../../policy/servers/base-path.ts'
import type { Rule } from '../../policy/types.ts'
import type { RouteMap, Station, Stop } from '../routes/route-map.ts'
import type { Bindings } from './bindings.ts'
import type { SealCode } from './codes.ts'
import { pathsOf } from './describe-route.ts'
import type { Finding } from './seal-report.ts'
import type { Subject } from './subject.ts'
import type { Way } from './ways.ts'

/** A route that answers an operation, which is not public, before the gate has decided. */
export interface OpenDoor {
  readonly path: string
  readonly rule: Rule
}

export function findOpenDoors(bindings: Bindings): readonly OpenDoor[] {
  return [...bindings].flatMap(([station, binding]) => {
    const open = [...binding.unguarded].filter((rule) => rule.alternatives.length > 0)
    const [path = ''] = pathsOf(station, binding)
    return open.map((rule) => ({ path, rule }))
  })
}

export function describeOpenDoors(doors: readonly OpenDoor[]): readonly Finding[] {
  const code: SealCode = 'seal.route-in-front'
  return doors.map(({ path, rule: { operation } }) => {
    const message = `the route ${path} stands in front of the gate and answers this operation: register it behind`
    return { code, message, method: operation.method, path, operation }
  })
}

/** Functions in front of the gate that answer what comes, since they take no `next`: one that does may only pass on. */
export function findAnswering(ways: readonly Way[]): readonly Finding[] {
  const code: SealCode = 'seal.route-in-front'
  const found = new Map<Station, Finding>()
  for (const { rule, subject, stops } of ways) {
    const gate = stops.findIndex(({ station }) => subject.isGate(station.layer.handle))
    const answering = rule.alternatives.length === 0 ? undefined : stops.slice(0, gate + 1).find(answersAlone)
    if (answering === undefined || found.has(answering.station)) continue
    const { operation } = rule
    const [path = ''] = pathsOf(answering.station, undefined)
    const message = `a function at ${path} stands in front of the gate and answers this operation: mount it behind`
    found.set(answering.station, { code, message, method: operation.method, path, operation })
  }
  return [...found.values()]
}

/** Wrappers often take no parameter by name, and pass on what they get. */
function answersAlone({ station: { route, layer } }: Stop): boolean {
  return route === undefined && (layer.handle.length === 1 || layer.handle.length === 2)
}

/** The functions that Express's own parsers and multer put into a stack. */
const bodyParsers: ReadonlySet<string> = new Set([
  'jsonParser',
  'urlencodedParser',
  'rawParser',
  'textParser',
  'multerMiddleware',
])

function meet(base: string, prefix: string): boolean {
  return isUnder(base, prefix) || isUnder(prefix, base)
}

/** Body parsers in front of the gate, which read what a caller sends whom nobody knows yet. */
export function findParsersInFront(
  { stations }: RouteMap,
  gateAt: number,
  subjects: readonly Subject[],
): readonly Finding[] {
  const code: SealCode = 'seal.body-in-front'
  const bases = subjects.flatMap(({ policy }) => policy.bases)
  const parsers = stations.filter(({ layer, order, prefixes }) => {
    const isParser = order < gateAt && bodyParsers.has(layer.handle.name)
    return isParser && (prefixes.length === 0 || prefixes.some((prefix) => bases.some((base) => meet(base, prefix))))
  })
  return parsers.map((station) => {
    const [path = ''] = pathsOf(station, undefined)
    return { code, message: `${station.layer.handle.name} reads bodies in front of the gate: put it behind`, path }
  })
}
