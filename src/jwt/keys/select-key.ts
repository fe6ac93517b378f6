import type { KeyLookup, KeyReason, VerificationKey, WantedKey } from '../types.ts'
import type { KeySet } from './key-set.ts'

/**
 * The one key of a set that may verify a token. A token without `kid` takes the only key that its algorithm fits
 * (K-13). Where several fit, none is tried: which key a token is under must not depend on which one says yes.
 */
export function selectKey(set: KeySet, { alg, kid }: WantedKey): KeyLookup {
  let found: VerificationKey | undefined
  let named = false
  for (const key of set) {
    if (kid !== undefined && key.kid !== kid) continue
    named = true
    const fitting = key.byAlgorithm.get(alg)
    if (fitting === undefined) continue
    if (found !== undefined) return refused('key.ambiguous')
    found = fitting
  }
  if (found !== undefined) return { kind: 'key', key: found }
  return refused(kid === undefined || !named ? 'key.unknown' : 'key.unusable')
}

function refused(reason: KeyReason): KeyLookup {
  return { kind: 'refused', reason }
}
