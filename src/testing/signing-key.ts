import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { TestIssuerOptions } from './types.ts'

export type TestAlgorithm = NonNullable<TestIssuerOptions['algorithm']>

/** A key of the test issuer. It is made when it is needed and never leaves the process. */
export interface SigningKey {
  readonly kid: string
  /** As a JWK Set lists it. */
  readonly publicJwk: JWK
  sign(input: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

/** How WebCrypto is asked for each algorithm (RFC 7518 §3.3 to §3.5, RFC 8037 §3.1). */
const parameters: Readonly<Record<TestAlgorithm, Parameters<typeof crypto.subtle.sign>[0]>> = {
  RS256: 'RSASSA-PKCS1-v1_5',
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  EdDSA: 'Ed25519',
}

export const testAlgorithms: readonly TestAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA']

export async function createSigningKey(algorithm: TestAlgorithm): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm)
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  return Object.freeze({
    kid,
    publicJwk: Object.freeze({ ...jwk, kid, alg: algorithm, use: 'sig' }),
    async sign(input: Uint8Array<ArrayBuffer>) {
      return new Uint8Array(await crypto.subtle.sign(parameters[algorithm], privateKey, input))
    },
  })
}
