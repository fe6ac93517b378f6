import type { Report } from '../diagnostics/diagnostic.ts'
import type { KeyLimits } from '../jwt/keys/limits.ts'
import { createFields } from '../options/fields.ts'
import type { Given } from '../options/given.ts'
import { namedValues } from '../options/named-values.ts'

/** What may be said of the keys of all issuers. */
export interface KeyOptions {
  /** Milliseconds for one fetch, metadata and keys together: 100 to 60,000. Default 5000. */
  timeoutMs?: number
  /**
   * Seconds after which keys are old: 60 to 86,400, and fewer where an issuer's `Cache-Control` says so. They are
   * fetched again a little earlier. Default 600.
   */
  maxAge?: number
  /** Seconds that old keys go on serving while the issuer fails: 0 to 86,400. Default 43,200, which is 12 hours. */
  maxStale?: number
  /** `refuse`: keys and metadata are not fetched from addresses of private networks and of this machine. */
  privateAddresses?: 'allow' | 'refuse'
}

const known: readonly string[] = ['timeoutMs', 'maxAge', 'maxStale', 'privateAddresses']

/** Seconds. The shortest is what an issuer can make of it, and a day is what F-03 allows. */
const shortestAge = 60
const day = 24 * 60 * 60

export function readKeyLimits(given: Given | undefined, report: Report): Partial<KeyLimits> {
  if (given === undefined) return {}
  const fields = createFields(namedValues(given, known, report), report)
  const deadlineMs = fields.number('timeoutMs', 100, 60_000)
  const maxAge = fields.number('maxAge', shortestAge, day)
  const maxStale = fields.number('maxStale', 0, day)
  const privateAddresses = fields.choice('privateAddresses', ['allow', 'refuse'])
  return Object.freeze({
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(maxAge !== undefined && { maxAgeMs: maxAge * 1000 }),
    ...(maxStale !== undefined && { maxStaleMs: maxStale * 1000 }),
    ...(privateAddresses !== undefined && { privateAddresses }),
  })
}
