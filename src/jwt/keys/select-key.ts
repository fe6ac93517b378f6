import type { KeyLookup, KeyReason, WantedKey } from '../types.ts'
import type { KeySet } from './key-set.ts'

/**
 * The one key of a set that may verify a token. A token without `kid` takes the only key that its algorithm fits
 * (K-13). Where several fit, none is tried: which key a token is under must not depend on which one says yes.
 */
export function selectKey(set: KeySet, { alg, kid }: WantedKey): KeyLookup {
  const named = kid === undefined ? set : set.filter((key) => key.kid === kid)
  const fitting = named.flatMap((key) => key.byAlgorithm.get(alg) ?? [])
  const [key, another] = fitting
  if (another !== undefined) return refused('key.ambiguous')
  if (key !== undefined) return { kind: 'key', key }
  return refused(kid === undefined || named.length === 0 ? 'key.unknown' : 'key.unusable')
}

function refused(reason: KeyReason): KeyLookup {
  return { kind: 'refused', reason }
}
