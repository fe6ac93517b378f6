import { hmacSecretBytes } from '../algorithms.ts'
import type { KeyLookup, WantedKey } from '../types.ts'
import { importHmacKey } from './import-key.ts'
import type { KeySet } from './key-set.ts'
import { selectKey } from './select-key.ts'

/** A shared secret as a set of one key, for those HMAC algorithms whose hash is no longer than it (K-31). */
export async function importSecret(secret: Uint8Array, algorithms: readonly string[]): Promise<KeySet> {
  const bytes = Uint8Array.from(secret)
  const strong = algorithms.filter((alg) => bytes.length >= (hmacSecretBytes.get(alg) ?? Number.POSITIVE_INFINITY))
  const keys = await Promise.all(strong.map((alg) => importHmacKey(bytes, alg)))
  return [{ kid: undefined, byAlgorithm: new Map(keys.map((key) => [key.alg, key])), identity: 'secret' }]
}

/** There is one secret, whatever `kid` a token names. */
export function selectSecret(set: KeySet, { alg }: WantedKey): KeyLookup {
  return selectKey(set, { alg, kid: undefined })
}
