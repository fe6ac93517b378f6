import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Finds what belongs to a key, without holding any key. */
export interface KeyRing<Entry> {
  find(key: string): Entry | undefined
}

/**
 * Looks keys up by their SHA-256 digest. The index is filed under an HMAC of the digest with a secret of this process:
 * a caller cannot steer where a guess lands, so how long the lookup takes says nothing about a digest that is there.
 * What decides is a comparison of whole digests in constant time (T-01). Both cost the same with any number of keys.
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
  return createHash('sha256').update(key).digest()
}

function blind(digest: Uint8Array, secret: Uint8Array): string {
  return createHmac('sha256', secret).update(digest).digest('base64')
}
