import { claimAt } from './claim-at.ts'
import { ImmutableSet } from './immutable-set.ts'
import type { JwtClaims } from './types.ts'

/**
 * What a token grants: the union of the claims listed, each a string of names with spaces between (RFC 8693 §4.2) or a
 * list of names. Whatever else stands there grants nothing. Names are compared exactly, so nothing is folded here.
 */
export function scopesOf(
  claims: Readonly<JwtClaims>,
  scopeClaims: readonly (readonly string[])[],
): ReadonlySet<string> {
  return new ImmutableSet(scopeClaims.flatMap((path) => namesIn(claimAt(claims, path))))
}

function namesIn(claim: unknown): readonly string[] {
  const names: readonly unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : []
  return names.filter((name): name is string => typeof name === 'string' && name !== '')
}
