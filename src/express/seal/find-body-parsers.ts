import { overlap } from '../../policy/servers/base-path.ts'
import { bodyParsers } from '../body-parsers.ts'
import type { RouteMap } from '../routes/route-map.ts'
import type { SealCode } from './codes.ts'
import { pathsOf } from './describe-route.ts'
import type { Finding } from './seal-report.ts'
import type { Subject } from './subject.ts'

/** Body parsers in front of the gate, which read what a caller sends whom nobody knows yet. */
export function findBodyParsers(
  { stations }: RouteMap,
  gateAt: number,
  subjects: readonly Subject[],
): readonly Finding[] {
  const code: SealCode = 'seal.body-in-front'
  const bases = subjects.flatMap(({ policy }) => policy.bases)
  const parsers = stations.filter(({ layer, order, prefixes }) => {
    const isParser = order < gateAt && bodyParsers.has(layer.handle.name)
    return isParser && (prefixes.length === 0 || prefixes.some((prefix) => bases.some((base) => overlap(base, prefix))))
  })
  return parsers.map((station) => {
    const [path = ''] = pathsOf(station, undefined)
    return { code, message: `${station.layer.handle.name} reads bodies in front of the gate: put it behind`, path }
  })
}
