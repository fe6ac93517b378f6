import { type CryptoKey, compactVerify } from 'jose'
import { codeOf } from './thrown.ts'
import type { TokenReason } from './types.ts'

/**
 * The reason to refuse the signature, or undefined when it is good. Never rejects. The key was imported for `alg` and
 * for nothing else, which jose checks once more.
 */
export async function verifySignature(token: string, alg: string, key: CryptoKey): Promise<TokenReason | undefined> {
  try {
    await compactVerify(token, key, { algorithms: [alg] })
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

/** jose's errors by their code. */
const reasons: ReadonlyMap<unknown, TokenReason> = new Map([
  ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'token.signature'],
  ['ERR_JWS_INVALID', 'token.malformed'],
  ['ERR_JOSE_ALG_NOT_ALLOWED', 'token.algorithm'],
  ['ERR_JOSE_NOT_SUPPORTED', 'token.algorithm'],
])

/** What is not jose's own error is about the key: a `TypeError` or a `DOMException` of the platform (L-16). */
function reasonOf(error: unknown): TokenReason {
  return reasons.get(codeOf(error)) ?? 'key.unusable'
}
