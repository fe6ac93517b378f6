import { type CryptoKey, importJWK } from 'jose'
import type { PublicKey } from './parse-public-key.ts'

/** A key that was imported, once for each algorithm that may use it. */
export interface ImportedKey {
  readonly kid: string | undefined
  readonly byAlgorithm: ReadonlyMap<string, CryptoKey>
}

/** The keys of one issuer, of one moment. */
export type KeySet = readonly ImportedKey[]

/** Imports what can be imported. Never rejects: a key that cannot be is one that no token verifies with. */
export function importKeySet(keys: readonly PublicKey[]): Promise<KeySet> {
  return Promise.all(keys.map(importKey))
}

async function importKey({ kid, jwk, algorithms }: PublicKey): Promise<ImportedKey> {
  const imported = await Promise.all(algorithms.map((alg) => importFor(jwk, alg)))
  return { kid, byAlgorithm: new Map(imported.filter((entry) => entry !== undefined)) }
}

async function importFor(jwk: PublicKey['jwk'], alg: string): Promise<[string, CryptoKey] | undefined> {
  try {
    const key = await importJWK(jwk, alg)
    return key instanceof Uint8Array ? undefined : [alg, key]
  } catch {
    // A point off its curve, a curve the platform lacks: whatever it is, there is no key (K-25).
    return undefined
  }
}

/** Whether any token can be verified with the set. */
export function isUsable(set: KeySet): boolean {
  return set.some((key) => key.byAlgorithm.size > 0)
}
