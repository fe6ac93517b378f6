import { leadingToken } from '../../http/token.ts'
import { type CredentialRequest, type MalformedReason, type ProofWord, repeated } from '../types.ts'

/** What the Authorization header holds for schemes that take tokens. */
export type Authorization =
  /** No header, or one under another scheme word, which is none of a token scheme's business. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed'; readonly reason: MalformedReason; readonly word?: ProofWord }
  | { readonly kind: 'token'; readonly word: ProofWord | undefined; readonly token: string }

/** A token in the way that all but all clients send it: one look at the field. */
const bearerToken = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i

/** `1*SP` and a token68, to the end (RFC 9110 §11.2 and §11.4, RFC 6750 §2.1): no tab, no comma, no list. */
const afterWord = /^ +([A-Za-z0-9\-._~+/]+=*)$/

/**
 * Reads the Authorization header for a token. The field stands once and holds one credential; the scheme word has no
 * case (RFC 9110 §11.1, H-04). More than one space between word and token is what the grammar allows (H-05).
 */
export function readAuthorization(request: CredentialRequest): Authorization {
  const field = request.header('authorization')
  if (field === repeated) return { kind: 'malformed', reason: 'credential.repeated' }
  if (field === undefined) return { kind: 'absent' }
  const plain = bearerToken.exec(field)?.[1]
  if (plain !== undefined) return { kind: 'token', word: undefined, token: plain }
  const word = wordOf(field)
  if (!isTokenWord(word)) return hidesToken(field) ? malformed : { kind: 'absent' }
  if (word === 'bearer') return malformed
  const token = afterWord.exec(field.slice(word.length))?.[1]
  return token === undefined ? { ...malformed, word: 'DPoP' } : { kind: 'token', word: 'DPoP', token }
}

const malformed = Object.freeze({ kind: 'malformed', reason: 'credential.malformed' } as const)

function wordOf(text: string): string {
  return leadingToken(text).toLowerCase()
}

function isTokenWord(word: string): word is 'bearer' | 'dpop' {
  return word === 'bearer' || word === 'dpop'
}

/** A token behind another credential, as in `Basic …, Bearer …`: whoever looked before may have judged the other (H-10). */
function hidesToken(field: string): boolean {
  return field.split(',').some((part) => isTokenWord(wordOf(part.trim())))
}
