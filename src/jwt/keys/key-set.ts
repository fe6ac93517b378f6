import type { VerificationKey } from '../types.ts'
import { importPublicKey } from './import-key.ts'
import type { PublicKey } from './parse-public-key.ts'

/** A key that was imported, once for each algorithm that may use it. */
export interface ImportedKey {
  readonly kid: string | undefined
  readonly byAlgorithm: ReadonlyMap<string, VerificationKey>
  /** The same for the same key with the same name and algorithms. */
  readonly identity: string
}

/** The keys of one issuer, of one moment. */
export type KeySet = readonly ImportedKey[]

/**
 * Imports what can be imported. Never rejects: a key that cannot be is one that no token verifies with. A key that was
 * in `held` with the same material is taken over as it is, so that what was verified with it stays verified.
 */
export function importKeySet(keys: readonly PublicKey[], held: KeySet = []): Promise<KeySet> {
  const known = new Map(held.map((key) => [key.identity, key]))
  // A key that is published twice is one key: nothing is ambiguous between it and itself.
  const distinct = new Map(keys.map((key) => [identityOf(key), key]))
  return Promise.all([...distinct].map(([identity, key]) => known.get(identity) ?? importKey(key)))
}

function identityOf({ kid, jwk, algorithms }: PublicKey): string {
  return JSON.stringify([kid ?? null, jwk, algorithms])
}

async function importKey(key: PublicKey): Promise<ImportedKey> {
  const { kid, jwk, algorithms } = key
  const imported = await Promise.all(algorithms.map((alg) => importPublicKey(jwk, alg, kid)))
  const usable = imported.filter((one) => one !== undefined)
  return { kid, byAlgorithm: new Map(usable.map((one) => [one.alg, one])), identity: identityOf(key) }
}

/** Whether any token can be verified with the set. */
export function isUsable(set: KeySet): boolean {
  return countUsable(set) > 0
}

export function countUsable(set: KeySet): number {
  return set.filter((key) => key.byAlgorithm.size > 0).length
}
