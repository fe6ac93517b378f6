import { createSecretKey, KeyObject } from 'node:crypto'
import { importJWK, type JWK } from 'jose'
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
    return imported instanceof Uint8Array ? undefined : verificationKey(KeyObject.from(imported), alg, kid)
  } catch {
    return undefined
  }
}

/** `alg` is that of an HMAC. */
export function hmacKey(secret: Uint8Array, alg: string): VerificationKey {
  return verificationKey(createSecretKey(secret), alg, undefined)
}

function verificationKey(material: KeyObject, alg: string, kid: string | undefined): VerificationKey {
  return Object.freeze({ alg, kid, material, slow: isSlow(alg, material) })
}

/** Bits of an RSA modulus up to which a check costs less than the way to another thread and back. */
const quickModulus = 4096

/** Measured on Node 20: RS256 at 2048 bits 35 µs, ES256 70 µs, Ed25519 110 µs; ES384 660 µs, ES512 1400 µs. */
function isSlow(alg: string, { asymmetricKeyDetails }: KeyObject): boolean {
  return alg === 'ES384' || alg === 'ES512' || (asymmetricKeyDetails?.modulusLength ?? 0) > quickModulus
}
