import { type JsonObject, ownValue } from '../json/json-object.ts'
import { type Judgement, refuse } from './judgement.ts'
import type { TokenReason, TokenSettings, WantedKey } from './types.ts'

/** Characters. Longer than any real key id, thumbprints and DIDs included (K-14). */
const longestKid = 256

/** `algorithms` are those of every issuer of the scheme; the issuer's own are asked once it is known. */
export function verifyHeader(
  header: JsonObject,
  algorithms: ReadonlySet<string>,
  profile: TokenSettings['profile'],
): Judgement<WantedKey> {
  // No extension is understood, and a JWT must not use `b64` (RFC 7515 §4.1.11, RFC 7797 §7).
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) return refuse('token.critical')
  const alg = ownValue(header, 'alg')
  if (typeof alg !== 'string' || !algorithms.has(alg)) return refuse('token.algorithm')
  const kid = ownValue(header, 'kid')
  const reason = verifyType(header, profile) ?? verifyKid(kid)
  if (reason !== undefined) return refuse(reason)
  return { ok: true, value: { alg, kid: typeof kid === 'string' ? kid : undefined } }
}

/** Types that an API may be handed, in lower case and without `application/` (RFC 7515 §4.1.9, RFC 9068 §2.1). */
const acceptedTypes: Readonly<Record<TokenSettings['profile'], readonly string[]>> = {
  jwt: ['jwt', 'at+jwt'],
  'at+jwt': ['at+jwt'],
}

/** Any other type says that the token was made for something else: an ID token, a logout, a proof (RFC 8725 §3.11). */
function verifyType(header: JsonObject, profile: TokenSettings['profile']): TokenReason | undefined {
  if (!Object.hasOwn(header, 'typ')) return profile === 'jwt' ? undefined : 'token.type'
  const { typ } = header
  if (typeof typ !== 'string') return 'token.type'
  const type = typ.toLowerCase().replace(/^application\//, '')
  return acceptedTypes[profile].includes(type) ? undefined : 'token.type'
}

function verifyKid(kid: unknown): TokenReason | undefined {
  if (kid === undefined) return undefined
  return typeof kid === 'string' && kid !== '' && kid.length <= longestKid ? undefined : 'token.malformed'
}
