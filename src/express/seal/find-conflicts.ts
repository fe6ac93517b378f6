import type { Rule } from '../../policy/types.ts'
import { isOwnRoute } from '../routes/binding.ts'
import type { RouteOwners } from '../routes/route-owners.ts'
import type { SealCode } from './codes.ts'
import { pathsOf } from './describe-route.ts'
import type { Finding } from './seal-report.ts'
import { answering, type RouteStop, type Way } from './ways.ts'

/**
 * Operations whose own route stands behind the route of another one that answers the same path: Express runs the first
 * registered, OpenAPI means the most concrete (P-23). A catch-all in front is none: it was made for no operation.
 */
export function findConflicts(ways: readonly Way[], owners: RouteOwners): readonly Finding[] {
  const found = new Map<Rule, Finding>()
  for (const way of ways) {
    const first = !way.isAlone || found.has(way.rule) ? undefined : otherInFront(way, owners)
    if (first !== undefined) found.set(way.rule, describe(way, first))
  }
  return [...found.values()]
}

function otherInFront(way: Way, owners: RouteOwners): RouteStop | undefined {
  const stops = answering(way)
  const own = stops.findIndex((stop) => isMadeFor(stop, way))
  return stops
    .slice(0, Math.max(0, own))
    .find(({ station: { route }, baseUrl }) => route && owners({ route, baseUrl }, way.rule.method).length > 0)
}

function isMadeFor({ station: { route }, baseUrl }: RouteStop, { rule, base }: Way): boolean {
  return route !== undefined && isOwnRoute({ route, baseUrl }, rule, base)
}

function describe({ rule: { operation } }: Way, { station }: RouteStop): Finding {
  const code: SealCode = 'seal.order'
  const [path = ''] = pathsOf(station, undefined)
  const message = `Express runs the route ${path}, which was registered first: both rules are enforced`
  return { code, message, method: operation.method, path, operation }
}
