import type { Rule } from '../../policy/types.ts'
import type { Station } from '../routes/route-map.ts'
import { answering, type Way } from './ways.ts'

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
export function bindRoutes(ways: readonly Way[]): ReadonlyMap<Station, Binding> {
  const bindings = new Map<Station, Binding>()
  for (const way of ways) {
    for (const stop of answering(way)) {
      const binding = bindings.get(stop.station) ?? { rules: new Set(), unguarded: new Set(), place: undefined }
      bindings.set(stop.station, binding)
      binding.rules.add(way.rule)
      if (!stop.guarded) binding.unguarded.add(way.rule)
      binding.place ??= placeOf(way, stop.baseUrl)
    }
  }
  return bindings
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
