import { canonicalBase64 } from '../../http/canonical-base64.ts'
import { leadingToken } from '../../http/token.ts'
import { type Credential, type CredentialRequest, repeated } from '../types.ts'

/** Bytes of name, colon and password. */
const longestPair = 2048

/** Characters of the same in base64. */
const longestEncoded = Math.ceil(longestPair / 3) * 4

const malformed: Credential = Object.freeze({ kind: 'malformed', reason: 'credential.malformed' })

/**
 * Finds `name:password` in the Authorization header (RFC 7617 §2), in NFC. Base64 in its one form, UTF-8 without faults, a
 * colon, no control characters: what two readers could read differently is refused.
 */
export function readPair(request: CredentialRequest): Credential {
  const field = request.header('authorization')
  if (field === repeated) return { kind: 'malformed', reason: 'credential.repeated' }
  if (field === undefined) return { kind: 'absent' }
  const word = leadingToken(field)
  if (word.toLowerCase() !== 'basic') return { kind: 'absent' }
  const encoded = /^ +([A-Za-z0-9+/]+={0,2})$/.exec(field.slice(word.length))?.[1]
  const text = encoded === undefined ? undefined : decode(encoded)
  return text === undefined || !isPair(text) ? malformed : { kind: 'presented', value: text.normalize('NFC') }
}

function decode(encoded: string): string | undefined {
  if (encoded.length > longestEncoded) return undefined
  const bytes = canonicalBase64(encoded)
  if (bytes === undefined || bytes.length > longestPair) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** A colon alone names nobody (H-25). */
function isPair(text: string): boolean {
  return text.includes(':') && text !== ':' && !/\p{Cc}/u.test(text)
}

/** The first colon ends the name, which can have none; a password may have some. */
export function splitPair(pair: string): readonly [name: string, password: string] {
  const colon = pair.indexOf(':')
  return [pair.slice(0, colon), pair.slice(colon + 1)]
}
