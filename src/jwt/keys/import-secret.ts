import { hmacSecretBytes } from '../algorithms.ts'
import type { KeyLookup, VerificationKey, WantedKey } from '../types.ts'
import { hmacKey } from './import-key.ts'
import type { KeySet } from './key-set.ts'
import { selectKey } from './select-key.ts'

/** A shared secret as a set of one key, for those HMAC algorithms whose hash is no longer than it (K-31). */
export function importSecret(secret: Uint8Array, algorithms: readonly string[]): KeySet {
  const bytes = Uint8Array.from(secret)
  const strong = algorithms.filter((alg) => bytes.length >= (hmacSecretBytes.get(alg) ?? Number.POSITIVE_INFINITY))
  const keys = strong.map((alg): [string, VerificationKey] => [alg, hmacKey(bytes, alg)])
  return [{ kid: undefined, byAlgorithm: new Map(keys), identity: 'secret' }]
}

/** There is one secret, whatever `kid` a token names. */
export function selectSecret(set: KeySet, { alg }: WantedKey): KeyLookup {
  return selectKey(set, { alg, kid: undefined })
}
