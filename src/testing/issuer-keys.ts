import type { JSONWebKeySet } from 'jose'
import { createSigningKey, type SigningKey, type TestAlgorithm } from './signing-key.ts'

/** The keys of a test issuer: the one that signs, and the one before. */
export interface IssuerKeys {
  current(): SigningKey
  /** The public ones, copied, so that a test may bend one without harm to the issuer. */
  published(): JSONWebKeySet
  rotate(): Promise<void>
}

export async function createIssuerKeys(algorithm: TestAlgorithm): Promise<IssuerKeys> {
  let current = await createSigningKey(algorithm)
  let before: SigningKey | undefined
  return {
    current: () => current,
    published: () => ({
      keys: (before === undefined ? [current] : [current, before]).map(({ publicJwk }) => ({ ...publicJwk })),
    }),
    async rotate() {
      const next = await createSigningKey(algorithm)
      before = current
      current = next
    },
  }
}
