import { constants, createHmac, timingSafeEqual, type VerifyKeyObjectInput, verify } from 'node:crypto'
import type { TokenReason, VerificationKey } from './types.ts'

/** What was signed, and the signature. */
interface Signed {
  readonly input: Buffer
  readonly signature: Buffer
}

/**
 * The reason to refuse the signature of a token in canonical form (RFC 7515 §5.2), or undefined when it is good. Never
 * throws or rejects.
 *
 * `node:crypto` judges, on the key that jose imported. jose's own check is WebCrypto's, which goes to another thread and
 * back, and the way costs more than most checks. One that takes longer than the way goes there, so that a flood of
 * forged tokens does not hold up the others.
 */
export function verifySignature(
  token: string,
  key: VerificationKey,
): TokenReason | undefined | Promise<TokenReason | undefined> {
  const dot = token.lastIndexOf('.')
  const signed: Signed = {
    input: Buffer.from(token.slice(0, dot), 'latin1'),
    signature: Buffer.from(token.slice(dot + 1), 'base64url'),
  }
  try {
    if (key.slow) return checkElsewhere(signed, key)
    return reasonOf(key.material.type === 'secret' ? isMac(signed, key) : isSignature(signed, key))
  } catch {
    // What the platform says of a key or of a signature is no text for anybody (L-16).
    return 'key.unusable'
  }
}

function reasonOf(good: boolean): TokenReason | undefined {
  return good ? undefined : 'token.signature'
}

/** RFC 7518 §3.2. */
function isMac({ input, signature }: Signed, { alg, material }: VerificationKey): boolean {
  const expected = createHmac(`sha${alg.slice(2)}`, material)
    .update(input)
    .digest()
  return signature.length === expected.length && timingSafeEqual(signature, expected)
}

function isSignature({ input, signature }: Signed, key: VerificationKey): boolean {
  return verify(hashOf(key), input, formOf(key), signature)
}

function checkElsewhere({ input, signature }: Signed, key: VerificationKey): Promise<TokenReason | undefined> {
  return new Promise((resolve) => {
    verify(hashOf(key), input, formOf(key), signature, (error, good) =>
      resolve(error === null ? reasonOf(good) : 'key.unusable'),
    )
  })
}

/** Ed25519 hashes on its own terms (RFC 8032 §5.1). */
function hashOf({ alg }: VerificationKey): string | undefined {
  return alg.startsWith('Ed') ? undefined : `sha${alg.slice(2)}`
}

/** RFC 7518 §3.3 to §3.5: the padding of RSA, the salt of PSS, and ECDSA's two numbers side by side. */
function formOf({ alg, material }: VerificationKey): VerifyKeyObjectInput {
  switch (alg.slice(0, 2)) {
    case 'PS':
      return { key: material, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    case 'RS':
      return { key: material, padding: constants.RSA_PKCS1_PADDING }
    default:
      return { key: material, dsaEncoding: 'ieee-p1363' }
  }
}
