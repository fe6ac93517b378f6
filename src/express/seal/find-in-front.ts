import type { Rule } from '../../policy/types.ts'
import type { RouteMap, Station } from '../routes/route-map.ts'
import type { Binding } from './bindings.ts'
import type { SealCode } from './codes.ts'
import { pathsOf } from './describe-route.ts'
import type { Finding } from './seal-report.ts'

/** A route that answers an operation, which is not public, before the gate has decided. */
export interface OpenDoor {
  readonly path: string
  readonly rule: Rule
}

export function findOpenDoors(bindings: ReadonlyMap<Station, Binding>): readonly OpenDoor[] {
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

/** The functions that Express's own parsers and multer put into a stack. */
const bodyParsers: ReadonlySet<string> = new Set([
  'jsonParser',
  'urlencodedParser',
  'rawParser',
  'textParser',
  'multerMiddleware',
])

/** Body parsers in front of the gate, which read what a caller sends whom nobody knows yet. */
export function findParsersInFront({ stations }: RouteMap, gateAt: number): readonly Finding[] {
  const code: SealCode = 'seal.body-in-front'
  const parsers = stations.filter(({ layer, order }) => order < gateAt && bodyParsers.has(layer.handle.name))
  return parsers.map((station) => {
    const [path = ''] = pathsOf(station, undefined)
    return { code, message: `${station.layer.handle.name} reads bodies in front of the gate: put it behind`, path }
  })
}
