import { hash } from 'node:crypto'
import type { JWK } from 'jose'

/** The members that make a key what it is, in the order of RFC 7638 §3.2 and RFC 8037 §2. */
const essential: Readonly<Record<string, readonly (keyof JWK)[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
}

/** The SHA-256 thumbprint of a public key (RFC 7638), as `cnf.jkt` has it. */
export function thumbprintOf(jwk: JWK): string {
  const members = (essential[jwk.kty ?? ''] ?? []).map((name) => [name, jwk[name]])
  return hash('sha256', JSON.stringify(Object.fromEntries(members)), 'base64url')
}
