import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Finds what belongs to a key, without holding any key. */
export interface KeyRing<Entry> {
  find(key: string): Entry | undefined
}

/**
 * Looks keys up by their SHA-256 digest. The index is filed under a second digest, over the first and a secret of this
 * process: a caller cannot steer where a guess lands, so how long the lookup takes says nothing about the keys that are
 * there. What decides is a comparison of whole digests in constant time (T-01). The cost does not grow with the keys.
 */
export function createKeyRing<Entry extends { readonly digest: Uint8Array }>(
  entries: readonly Entry[],
): KeyRing<Entry> {
  const secret = randomBytes(32)
  const index = new Map(entries.map((entry) => [blind(entry.digest, secret), entry]))
  return {
    find(key) {
      const digest = digestOf(key)
      const entry = index.get(blind(digest, secret))
      return entry !== undefined && timingSafeEqual(entry.digest, digest) ? entry : undefined
    },
  }
}

export function digestOf(key: string): Uint8Array {
  return hash('sha256', key, 'buffer')
}

function blind(digest: Uint8Array, secret: Uint8Array): string {
  return hash('sha256', Buffer.concat([secret, digest]), 'base64')
}
