import { hash, randomUUID } from 'node:crypto'
import type { SigningKey } from './signing-key.ts'
import type { TestProof } from './types.ts'

/** A DPoP proof (RFC 9449 §4.2) by a key; its address has no query and no fragment, as clients should make it. */
export async function signProof(key: SigningKey, proof: TestProof): Promise<string> {
  const { kty, crv, x, y } = key.publicJwk
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y }, ...proof.header }
  const input = `${encode(header)}.${encode(claimsOf(proof))}`
  const signature = await key.sign(new TextEncoder().encode(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}

function claimsOf({ method, url, accessToken, nonce, claims }: TestProof): object {
  return {
    jti: randomUUID(),
    htm: method,
    htu: url.replace(/[?#].*$/s, ''),
    iat: Math.floor(Date.now() / 1000),
    ...(accessToken !== undefined && { ath: hash('sha256', accessToken, 'base64url') }),
    ...(nonce !== undefined && { nonce }),
    ...claims,
  }
}

/** JSON leaves out what is undefined, which is how a claim is left out. */
function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
