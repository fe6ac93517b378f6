import type { Health } from './gate-types.ts'
import type { KeySources } from './jwt/keys/create-key-sources.ts'

/** The state of every issuer, what is not enforced, and the counters. Frozen. */
export function describeHealth(keys: KeySources, notEnforced: readonly string[], counters: Health['counters']): Health {
  const issuers = Object.freeze(keys.all().map((source) => source.health()))
  return Object.freeze({ status: statusOf(issuers), issuers, notEnforced: Object.freeze([...notEnforced]), counters })
}

/** Down: no issuer has keys, so that no token can be judged. */
function statusOf(issuers: Health['issuers']): Health['status'] {
  if (issuers.every(({ state }) => state === 'fresh')) return 'ok'
  const useful = issuers.some(({ state }) => state === 'fresh' || state === 'stale')
  return useful ? 'degraded' : 'down'
}
