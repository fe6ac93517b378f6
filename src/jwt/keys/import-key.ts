import { KeyObject } from 'node:crypto'
import { type CryptoKey, importJWK, type JWK } from 'jose'
import type { VerificationKey } from '../types.ts'

/**
 * A public key for one algorithm; undefined where it cannot be imported: a point off its curve, a curve the platform
 * lacks. Whatever it is, there is no key (K-25).
 */
export async function importPublicKey(
  jwk: JWK,
  alg: string,
  kid: string | undefined,
): Promise<VerificationKey | undefined> {
  try {
    const imported = await importJWK(jwk, alg)
    return imported instanceof Uint8Array ? undefined : verificationKey(imported, alg, kid)
  } catch {
    return undefined
  }
}

/** `alg` is that of an HMAC. */
export async function importHmacKey(secret: Uint8Array<ArrayBuffer>, alg: string): Promise<VerificationKey> {
  const hash = alg.replace('HS', 'SHA-')
  const imported = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['verify'])
  return verificationKey(imported, alg, undefined)
}

function verificationKey(imported: CryptoKey, alg: string, kid: string | undefined): VerificationKey {
  const material = KeyObject.from(imported)
  return Object.freeze({ alg, kid, material, slow: isSlow(alg, material) })
}

/** Bits of an RSA modulus up to which a check costs less than the way to another thread and back. */
const quickModulus = 4096

/** Measured on Node 20: RS256 at 2048 bits 35 µs, ES256 70 µs, Ed25519 110 µs; ES384 660 µs, ES512 1400 µs. */
function isSlow(alg: string, { asymmetricKeyDetails }: KeyObject): boolean {
  return alg === 'ES384' || alg === 'ES512' || (asymmetricKeyDetails?.modulusLength ?? 0) > quickModulus
}
