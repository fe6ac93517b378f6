import type { SchemeSettings } from './kind.ts'
import type { Scheme } from './types.ts'

/**
 * Stands in for a scheme that cannot be enforced, where report mode lets the gate start all the same: it finds no
 * credential, so that every alternative with it fails.
 */
export function unenforcedScheme(name: string): SchemeSettings {
  const carrier = `none:${name}`
  return Object.freeze({
    name,
    source: 'nothing',
    trust: 'not enforced',
    issuers: Object.freeze([]),
    carrier,
    accepts: Object.freeze([]),
    scopeMatch: 'all',
    decides: undefined,
    create: () =>
      Object.freeze({
        name,
        carrier,
        ambient: false,
        report: false,
        scopeMatch: 'all',
        challenge: Object.freeze({ word: 'Bearer' }),
        read: () => ({ kind: 'absent' }),
        verify: () => ({ kind: 'refused', reason: 'check.failed' }),
      } satisfies Scheme),
  })
}
