import { createPrivateKey, KeyObject } from 'node:crypto'
import { types } from 'node:util'
import { isJsonObject, type JsonObject } from '../json/json-object.ts'
import { assertionAlgorithms } from './assertion-algorithms.ts'
import type { SigningKey } from './client-credential.ts'

/** RFC 7518 §3.3. */
const leastModulusBits = 2048

/**
 * A private key that signs assertions: a JWK, a PEM text, or a key of Node or of WebCrypto, for the algorithm that it names
 * or that its kind is used with. undefined: it is none of them.
 */
export function parseSigningKey(given: unknown): SigningKey | undefined {
  const jwk = toJwk(given)
  if (jwk === undefined) return undefined
  const algorithms = assertionAlgorithms(jwk)
  const algorithm = jwk.alg === undefined ? algorithms[0] : algorithms.find((one) => one === jwk.alg)
  return algorithm === undefined ? undefined : Object.freeze({ jwk: Object.freeze(jwk), algorithm })
}

function toJwk(given: unknown): JsonObject | undefined {
  try {
    const key = toKey(given)
    const { modulusLength = leastModulusBits } = key.asymmetricKeyDetails ?? {}
    if (modulusLength < leastModulusBits) return undefined
    const { kid, alg } = namesOf(given)
    return { ...key.export({ format: 'jwk' }), ...kid, ...alg }
  } catch {
    // What Node says of a key may hold parts of it.
    return undefined
  }
}

function toKey(given: unknown): KeyObject {
  if (types.isKeyObject(given)) return assertPrivate(given)
  if (types.isCryptoKey(given)) return assertPrivate(KeyObject.from(given))
  if (typeof given === 'string') return createPrivateKey(given)
  if (isJsonObject(given)) return createPrivateKey({ key: { ...given }, format: 'jwk' })
  throw new TypeError('no key')
}

function assertPrivate(key: KeyObject): KeyObject {
  if (key.type === 'private') return key
  throw new TypeError('no private key')
}

/** What a JWK says of itself and no other form has. */
function namesOf(given: unknown): { readonly kid?: object; readonly alg?: object } {
  if (!isJsonObject(given) || types.isKeyObject(given) || types.isCryptoKey(given)) return {}
  const { kid, alg } = given
  return { ...(typeof kid === 'string' && { kid: { kid } }), ...(alg !== undefined && { alg: { alg } }) }
}
