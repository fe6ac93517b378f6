import type { IssuerHealth, KeyLookup, KeySource, VerificationKey, WantedKey } from '../types.ts'
import { countUsable, isUsable, type KeySet } from './key-set.ts'

/** A source whose keys came with the configuration: imported once, never fetched, never refreshed. */
export function createFixedKeySource(
  issuer: string,
  importing: Promise<KeySet>,
  select: (set: KeySet, wanted: WantedKey) => KeyLookup,
): KeySource {
  let keys: KeySet | undefined
  const imported = importing.then((set) => {
    keys = set
    return set
  })
  return Object.freeze({
    issuer,
    find(wanted: WantedKey, mayWait: boolean): KeyLookup | Promise<KeyLookup> {
      if (keys !== undefined) return select(keys, wanted)
      return mayWait ? imported.then((set) => select(set, wanted)) : { kind: 'unavailable', retryAfter: 1 }
    },
    findNewer: (_wanted: WantedKey, doubted: VerificationKey): KeyLookup => ({ kind: 'key', key: doubted }),
    ready: () => imported.then(() => undefined),
    refresh: () => imported.then(() => undefined),
    health: () => ({ issuer, ...healthOf(keys) }),
    close() {},
  })
}

function healthOf(keys: KeySet | undefined): Omit<IssuerHealth, 'issuer'> {
  const counts = { keys: countUsable(keys ?? []), fetches: 0, failures: 0 }
  if (keys === undefined) return { state: 'loading', ...counts }
  return isUsable(keys) ? { state: 'fresh', ...counts } : { state: 'failed', lastError: 'content', ...counts }
}
