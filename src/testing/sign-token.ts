import { randomUUID } from 'node:crypto'
import type { SigningKey, TestAlgorithm } from './signing-key.ts'
import type { TestToken } from './types.ts'

/** What every token of an issuer has in common. */
export interface TokenDefaults {
  readonly issuer: string
  readonly audience: string
  readonly algorithm: TestAlgorithm
  /** The thumbprint of the key that bound tokens are bound to (RFC 7638). */
  readonly boundTo: string
}

/**
 * A JWT in compact form (RFC 7515 §7.1) that satisfies RFC 9068, so that it passes under either profile. It is put
 * together here and not by a library, since a test wants headers and claims that no library would sign.
 */
export async function signToken(key: SigningKey, defaults: TokenDefaults, token: TestToken): Promise<string> {
  const header = { alg: defaults.algorithm, typ: 'at+jwt', kid: key.kid, ...token.header }
  const input = `${encode(header)}.${encode(claimsOf(defaults, token))}`
  const signature = await key.sign(new TextEncoder().encode(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

function claimsOf({ issuer, audience, boundTo }: TokenDefaults, token: TestToken): object {
  const now = Math.floor(Date.now() / 1000)
  const { expiresIn = 3600, bound = false, claims, header, ...named } = token
  return {
    iss: issuer,
    sub: 'test-user',
    aud: audience,
    // An expired token was issued before it expired.
    iat: Math.min(now, now + expiresIn),
    exp: now + expiresIn,
    jti: randomUUID(),
    client_id: 'test-client',
    ...(bound && { cnf: { jkt: boundTo } }),
    ...named,
    ...claims,
  }
}

/** JSON leaves out what is undefined, which is how a claim is left out. */
function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
