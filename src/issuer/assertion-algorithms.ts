import type { JsonObject } from '../json/json-object.ts'

const rsa: readonly string[] = Object.freeze(['RS256', 'PS256', 'RS384', 'RS512', 'PS384', 'PS512'])

const curves: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['P-256', ['ES256']],
  ['P-384', ['ES384']],
  ['P-521', ['ES512']],
  ['Ed25519', ['EdDSA', 'Ed25519']],
])

/** The algorithms that a private key can sign with, the most usual first; none where it is of no kind that can. */
export function assertionAlgorithms({ kty, crv }: JsonObject): readonly string[] {
  return kty === 'RSA' ? rsa : (curves.get(crv) ?? [])
}
