import { decodeBase64url } from '../base64url.ts'
import type { TokenReason } from '../types.ts'

/** Characters. Opaque tokens are short; a longer one costs no question. */
const longestOpaque = 4096

/** Whether a text may be an opaque token. Its alphabet, token68, was judged when it was read. */
export function refuseForm(token: string): TokenReason | undefined {
  if (token.length > longestOpaque) return 'token.oversized'
  return isJwt(token) ? 'token.not_opaque' : undefined
}

/** Three parts, of which the first is a JSON object: a JWT belongs to a scheme that verifies it (I-13, X-19). */
function isJwt(token: string): boolean {
  const parts = token.split('.', 4)
  if (parts.length !== 3) return false
  const header = decodeBase64url(parts[0] ?? '')
  return header?.toString('utf8').trimStart().startsWith('{') === true
}
