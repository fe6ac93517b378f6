import type { RouteMap } from '../routes/route-map.ts'
import type { SealCode } from './codes.ts'
import { pathsOf } from './describe-route.ts'
import type { Finding } from './seal-report.ts'

/** Functions that need no word: Express 4's own, and the gate's. */
const known: ReadonlySet<string> = new Set([
  'query',
  'expressInit',
  'portcullis',
  'portcullisOnError',
  'portcullisDocs',
])

/** Functions that were mounted with `use`: what they answer cannot be seen. Error handlers answer no requests. */
export function findOpaque({ stations }: RouteMap, gateAt: number): readonly Finding[] {
  const code: SealCode = 'seal.opaque'
  const functions = stations.filter(({ route, layer }) => {
    const { name, length } = layer.handle
    return route === undefined && length < 4 && !known.has(name)
  })
  return functions.map((station) => {
    const stands = station.order < gateAt ? 'in front of the gate' : 'behind the gate'
    const message = `${station.layer.handle.name || 'a function'} stands ${stands}; what it answers cannot be seen`
    const [path = ''] = pathsOf(station, undefined)
    return { code, message, path }
  })
}
