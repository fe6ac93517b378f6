import type { JWK } from 'jose'
import { type JsonObject, ownValue } from '../../json/json-object.ts'
import { isKeyFor } from '../algorithms.ts'
import { decodeBase64url } from '../base64url.ts'
import { isWeakEd25519Key, isWeakRsaKey } from './weak-keys.ts'

/** A member of a key set, reduced to what verifying a signature needs. */
export interface PublicKey {
  readonly kid: string | undefined
  readonly jwk: JWK
  /** The allowed algorithms that may use it. None: it is of no use here, but its `kid` is known. */
  readonly algorithms: readonly string[]
}

/** Reads one JWK; `allowed` are the issuer's algorithms. */
export function parsePublicKey(member: JsonObject, allowed: readonly string[]): PublicKey {
  const kid = ownValue(member, 'kid')
  const jwk = publicPart(member)
  const algorithms = isSound(jwk) && mayVerify(member) ? allowed.filter((alg) => isMeantFor(member, alg)) : []
  return { kid: typeof kid === 'string' ? kid : undefined, jwk, algorithms }
}

const publicMembers = ['kty', 'crv', 'n', 'e', 'x', 'y'] as const

/** Only these members reach the import, so that no other can bend what it does. */
function publicPart(member: JsonObject): JWK {
  const jwk: JWK = {}
  for (const name of publicMembers) {
    const value = ownValue(member, name)
    if (typeof value === 'string') jwk[name] = value
  }
  return jwk
}

/** Whether a signature under the key proves anything. That a point is on its curve is found when it is imported. */
function isSound({ kty, n = '', e = '', x = '' }: JWK): boolean {
  switch (kty) {
    case 'RSA': {
      const modulus = decodeBase64url(n)
      const exponent = decodeBase64url(e)
      return modulus !== undefined && exponent !== undefined && !isWeakRsaKey(modulus, exponent)
    }
    case 'OKP': {
      const point = decodeBase64url(x)
      return point !== undefined && !isWeakEd25519Key(point)
    }
    default:
      return kty === 'EC'
  }
}

/** RFC 7517 §4.2 and §4.3: a key that says what it is for is used for that only. */
function mayVerify(member: JsonObject): boolean {
  const use = ownValue(member, 'use')
  const operations = ownValue(member, 'key_ops')
  if (use !== undefined && use !== 'sig') return false
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'))
}

/** The key's own `alg` binds it; without one its type and curve say which of the allowed algorithms fit (K-09). */
function isMeantFor(member: JsonObject, alg: string): boolean {
  const own = ownValue(member, 'alg')
  return (own === undefined || own === alg) && isKeyFor(alg, ownValue(member, 'kty'), ownValue(member, 'crv'))
}
