import type { Station, Stop } from '../routes/route-map.ts'
import type { SealCode } from './codes.ts'
import { pathsOf } from './describe-route.ts'
import type { Finding } from './seal-report.ts'
import type { Way } from './ways.ts'

/** Functions in front of the gate that answer what comes, since they take no `next`: one that does may only pass on. */
export function findAnsweringFunctions(ways: readonly Way[]): readonly Finding[] {
  const code: SealCode = 'seal.route-in-front'
  const found = new Map<Station, Finding>()
  for (const { rule, subject, stops } of ways) {
    const gate = stops.findIndex(({ station }) => subject.isGate(station.layer.handle))
    const inFront = rule.alternatives.length === 0 ? undefined : stops.slice(0, gate + 1).find(answersAlone)
    if (inFront === undefined || found.has(inFront.station)) continue
    const { operation } = rule
    const [path = ''] = pathsOf(inFront.station, undefined)
    const message = `a function at ${path} stands in front of the gate and answers this operation: mount it behind`
    found.set(inFront.station, { code, message, method: operation.method, path, operation })
  }
  return [...found.values()]
}

/** Wrappers often take no parameter by name, and pass on what they get. */
function answersAlone({ station: { route, layer } }: Stop): boolean {
  return route === undefined && (layer.handle.length === 1 || layer.handle.length === 2)
}
