import type { KeySource } from '../jwt/types.ts'
import type { Health, LastReload } from './gate-types.ts'

/** The state of every issuer, what is not enforced, how the last reload went, and the counters. Frozen. */
export function describeHealth(
  sources: readonly KeySource[],
  notEnforced: readonly string[],
  lastReload: LastReload | undefined,
  introspections: Health['introspections'],
  tokens: Health['tokens'],
  revocations: number,
  counters: Health['counters'],
): Health {
  const issuers = Object.freeze(sources.map((source) => Object.freeze(source.health())))
  return Object.freeze({
    status: statusOf(issuers, [...introspections, ...tokens], lastReload),
    issuers,
    introspections: Object.freeze([...introspections]),
    tokens,
    notEnforced: Object.freeze([...notEnforced]),
    ...(lastReload !== undefined && { lastReload }),
    revocations,
    counters: Object.freeze(counters),
  })
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
