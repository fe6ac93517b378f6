import { keepNewest } from '../../memory/keep-newest.ts'
import type { Later } from '../../waiting/when-known.ts'
import { importPublicKey } from '../keys/import-key.ts'
import type { VerificationKey } from '../types.ts'
import type { ParsedProof } from './parse-proof.ts'

/** Keys. A client proves each of its requests with one key, and importing one costs more than a check with it. */
const mostKeys = 1000

/** Imports the keys of proofs, and keeps those that are tokens' own. */
export interface ProofKeys {
  /** undefined: no key at all, as a point off its curve. */
  find(proof: ParsedProof): Later<VerificationKey | undefined>
  /** Keeps a key that a token is bound to: no others can be made up at will. */
  keep(proof: ParsedProof, key: VerificationKey): void
}

export function createProofKeys(most: number = mostKeys): ProofKeys {
  const kept = new Map<string, VerificationKey>()
  return {
    find: (proof) => kept.get(nameOf(proof)) ?? importPublicKey(proof.jwk, proof.alg, undefined),
    keep(proof, key) {
      keepNewest(kept, nameOf(proof), key, most)
    },
  }
}

/** A thumbprint is of all that makes a key, so one name is one key. */
function nameOf({ alg, thumbprint }: ParsedProof): string {
  return `${alg} ${thumbprint}`
}
