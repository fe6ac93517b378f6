/** What a key must be to verify with an algorithm: its type, and its curve where the type has several. */
interface KeyShape {
  readonly kty: 'RSA' | 'EC' | 'OKP'
  readonly crv?: string
}

const rsa: KeyShape = { kty: 'RSA' }
const ed25519: KeyShape = { kty: 'OKP', crv: 'Ed25519' }

/** RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2; those that every supported Node verifies. */
const shapes: ReadonlyMap<string, KeyShape> = new Map([
  ['RS256', rsa],
  ['RS384', rsa],
  ['RS512', rsa],
  ['PS256', rsa],
  ['PS384', rsa],
  ['PS512', rsa],
  ['ES256', { kty: 'EC', crv: 'P-256' }],
  ['ES384', { kty: 'EC', crv: 'P-384' }],
  ['ES512', { kty: 'EC', crv: 'P-521' }],
  ['EdDSA', ed25519],
  ['Ed25519', ed25519],
])

/** The algorithms whose verification key may be public. */
export const asymmetricAlgorithms: readonly string[] = Object.freeze([...shapes.keys()])

/** The algorithms of a shared secret, and the fewest bytes it may have: those of the hash (RFC 7518 §3.2). */
export const hmacSecretBytes: ReadonlyMap<string, number> = new Map([
  ['HS256', 32],
  ['HS384', 48],
  ['HS512', 64],
])

/** Whether a public key of this type and curve can verify with `alg` (RFC 7518 §3.4: one curve for each ES algorithm). */
export function isKeyFor(alg: string, kty: unknown, crv: unknown): boolean {
  const shape = shapes.get(alg)
  return shape !== undefined && shape.kty === kty && (shape.crv === undefined || shape.crv === crv)
}
