import { hash } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { type JsonObject, ownValue } from '../json/json-object.ts'
import { TokenClientError } from './token-client-error.ts'
import type { SubjectToken } from './types.ts'

/** Characters. Real ones have a few thousand at most. */
const longestToken = 100_000

/** Reads a token that is to be exchanged. @throws {TokenClientError} where it cannot be one, before anybody is asked. */
export function parseSubject(text: unknown, name: string): SubjectToken {
  if (text === undefined || text === '')
    throw new TokenClientError('subject.missing', { says: `${name} is not there.` })
  if (typeof text !== 'string') throw malformed(`${name} has to be a text.`)
  if (text.trim() === '') throw malformed(`${name} is blank.`)
  if (text.trim() !== text) throw malformed(`${name} has blanks around it.`)
  if (/^bearer\s/i.test(text)) throw malformed(`${name} is the token alone, without the word Bearer.`)
  if (text.length > longestToken) throw malformed(`${name} is longer than ${longestToken} characters.`)
  return Object.freeze({ text, digest: digestOf(text), ...readJwt(text) })
}

/** Claims of verified tokens are kept with them, and no two tokens share one object. */
const digests = new WeakMap<object, string>()

/** The same of a token that was verified. */
export function verifiedSubjectOf(text: string, claims: JsonObject): SubjectToken {
  const digest = digests.get(claims) ?? digestOf(text)
  digests.set(claims, digest)
  return { text, digest, claims, type: undefined }
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url')
}

/** The same where it has to be an access token. An ID token says who logged in, and opens nothing. */
export function parseAccessToken(text: unknown, name: string): SubjectToken {
  const subject = parseSubject(text, name)
  assertAccessToken(subject, name)
  return subject
}

export function assertAccessToken(subject: SubjectToken, name: string): void {
  const { claims, type = 'jwt' } = subject
  if (claims === undefined) return
  if (!accessTokenTypes.has(type)) throw malformed(`${name} is a JWT of another type than access tokens have.`)
  if (isIdToken(subject)) throw malformed(`${name} is an ID token, and an access token is wanted.`)
}

/** RFC 9068 §2.1, and what issuers wrote before it. */
const accessTokenTypes: ReadonlySet<string> = new Set(['jwt', 'at+jwt'])

/** Claims that ID tokens alone have (OpenID Connect Core 1.0 §3.3.2.11). Some issuers write `nonce` into access tokens. */
function isIdToken({ claims = {} }: SubjectToken): boolean {
  return ['at_hash', 'c_hash'].some((name) => ownValue(claims, name) !== undefined)
}

function readJwt(text: string): Pick<SubjectToken, 'claims' | 'type'> {
  try {
    const { typ } = decodeProtectedHeader(text)
    const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined
    return { claims: decodeJwt(text), type }
  } catch {
    // Opaque to us, which is its issuer's business.
    return { claims: undefined, type: undefined }
  }
}

/** Seconds since the epoch; undefined: it does not say. */
export function expiryOf({ claims = {} }: SubjectToken): number | undefined {
  const exp = ownValue(claims, 'exp')
  return typeof exp === 'number' && Number.isFinite(exp) ? exp : undefined
}

export function malformed(says: string): TokenClientError {
  return new TokenClientError('subject.malformed', { says })
}
