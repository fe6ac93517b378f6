import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** Signs tokens with Node's own crypto, so that what jose verifies was not made by jose. */
export interface Signer {
  readonly alg: string
  readonly kid: string
  /** The public JWK, with `kid` and `alg`. */
  readonly jwk: Readonly<Record<string, unknown>>
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  sign(input: string): Buffer
  /** A token of any header and payload; the header starts from `alg` and `kid`, a member that is undefined is left out. */
  token(claims: object, header?: Readonly<Record<string, unknown>>): string
}

export function createSigner(alg: string, kid = `${alg}-key`): Signer {
  const { publicKey, privateKey } = generateKeys(alg)
  return signerOf(alg, kid, publicKey, privateKey)
}

/** A signer of a key that was made elsewhere. */
export function signerOf(alg: string, kid: string, publicKey: KeyObject, privateKey: KeyObject): Signer {
  const signInput = (input: string) => signWith(alg, privateKey, input)
  return {
    alg,
    kid,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg },
    publicKey,
    privateKey,
    sign: signInput,
    token: (claims, header = {}) => compact(JSON.stringify({ alg, kid, ...header }), JSON.stringify(claims), signInput),
  }
}

/** The compact form of a header and a payload, whatever they are, under a signature of exactly them. */
export function compact(
  header: string | Uint8Array,
  payload: string | Uint8Array,
  signInput: (input: string) => Uint8Array,
): string {
  const input = `${base64url(header)}.${base64url(payload)}`
  return `${input}.${base64url(signInput(input))}`
}

export function base64url(bytes: string | Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

export function hmac(alg: string, secret: string | Uint8Array): (input: string) => Buffer {
  return (input) => createHmac(alg.replace('HS', 'sha'), secret).update(input).digest()
}

const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }

function generateKeys(alg: string): { publicKey: KeyObject; privateKey: KeyObject } {
  const curve = curves[alg]
  if (curve !== undefined) return generateKeyPairSync('ec', { namedCurve: curve })
  if (/^Ed/.test(alg)) return generateKeyPairSync('ed25519')
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

function signWith(alg: string, key: KeyObject, input: string): Buffer {
  const data = Buffer.from(input)
  const hash = `sha${alg.slice(2)}`
  switch (alg.slice(0, 2)) {
    case 'PS':
      return sign(hash, data, {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      })
    case 'ES':
      return sign(hash, data, { key, dsaEncoding: 'ieee-p1363' })
    case 'Ed':
      return sign(null, data, key)
    default:
      return sign(hash, data, key)
  }
}
