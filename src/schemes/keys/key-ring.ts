import { hash, timingSafeEqual } from 'node:crypto'

/** Finds what belongs to a key, without holding any key. */
export interface KeyRing<Entry> {
  find(key: string): Entry | undefined
}

/**
 * Looks keys up by their SHA-256 digest, so that the cost does not grow with the keys. A caller cannot choose the digest of
 * a guess, and a Map compares texts only where their hashes under a secret of the process are equal, so how long the look-up
 * takes says nothing about the keys that are there. What decides is a comparison of whole digests in constant time (T-01).
 */
export function createKeyRing<Entry extends { readonly digest: Uint8Array }>(
  entries: readonly Entry[],
): KeyRing<Entry> {
  const index = new Map(entries.map((entry) => [Buffer.from(entry.digest).toString('base64'), entry]))
  return {
    find(key) {
      const digest = hash('sha256', key, 'base64')
      const entry = index.get(digest)
      return entry !== undefined && timingSafeEqual(entry.digest, Buffer.from(digest, 'base64')) ? entry : undefined
    },
  }
}

export function digestOf(key: string): Uint8Array {
  return hash('sha256', key, 'buffer')
}
