import type { Operation, Rule } from '../../policy/types.ts'
import type { Stop } from '../routes/route-map.ts'
import type { Bindings } from './bindings.ts'
import type { Subject } from './subject.ts'
import type { Way } from './ways.ts'

/** Operations that no route serves. A function that was mounted under a path of its own, or answers all, may serve one. */
export function findUnserved(ways: readonly Way[], bindings: Bindings, subject: Subject): readonly Operation[] {
  const served = new Set<Rule>([...bindings.values()].flatMap(({ rules }) => [...rules]))
  for (const way of ways) if (way.stops.some((stop) => mayServe(stop, way))) served.add(way.rule)
  return subject.policy.rules.filter((rule) => !served.has(rule)).map(({ operation }) => operation)
}

function mayServe({ station: { route, layer }, baseUrl }: Stop, { base, subject }: Way): boolean {
  if (route !== undefined || layer.handle.length > 3 || subject.isGate(layer.handle)) return false
  return baseUrl.length > base.length
}
