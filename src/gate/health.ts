import type { Counters, Health, LastReload } from './gate-types.ts'
import type { Lasting } from './lasting.ts'
import { introspectedIssuers } from './reading.ts'
import type { Running } from './running.ts'

/** The state of every issuer, what is not enforced, how the last reload went, and the counters. Frozen. */
export function describeHealth(lasting: Lasting, running: Running, lastReload: LastReload | undefined): Health {
  const { keys, revocations } = lasting
  const issuers = Object.freeze(keys.all().map((source) => Object.freeze(source.health())))
  const introspections = introspectedIssuers(running.reading).map(lasting.introspections.health)
  const tokens = lasting.tokens.health()
  return Object.freeze({
    status: statusOf(issuers, [...introspections, ...tokens], lastReload),
    issuers,
    introspections: Object.freeze(introspections),
    tokens,
    notEnforced: Object.freeze([...running.notEnforced]),
    ...(lastReload !== undefined && { lastReload }),
    revocations: revocations.size,
    counters: Object.freeze(countersOf(lasting)),
  })
}

function countersOf({ counts, keys, events }: Lasting): Counters {
  return {
    ...counts.decisions,
    ...counts.tokens,
    ...counts.exchanges,
    ...counts.validations,
    keyFetches: keys.fetches(),
    listenerFailures: events.failures(),
  }
}

/** Down: no issuer has keys, so that no token can be judged. */
function statusOf(
  issuers: Health['issuers'],
  endpoints: readonly Pick<Health['tokens'][number], 'state'>[],
  lastReload: LastReload | undefined,
): Health['status'] {
  const failing = endpoints.some(({ state }) => state === 'failing')
  if (issuers.every(({ state }) => state === 'fresh')) return failing || lastReload?.ok === false ? 'degraded' : 'ok'
  const useful = issuers.some(({ state }) => state === 'fresh' || state === 'stale')
  return useful ? 'degraded' : 'down'
}
