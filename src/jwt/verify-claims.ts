import { isJsonObject, type JsonObject, ownValue } from '../json/json-object.ts'
import { claimAt } from './claim-at.ts'
import type { TokenReason, TokenSettings, TrustedIssuer } from './types.ts'
import { verifyTimes } from './verify-times.ts'

/**
 * Every claim but `iss`, which has chosen the issuer already. Nothing is asked of a key before all of this is good, so
 * that a caller cannot cause a fetch with a token that would be refused anyway (J-27). Scopes are judged elsewhere.
 */
export function verifyClaims(
  claims: JsonObject,
  { audiences }: TrustedIssuer,
  settings: TokenSettings,
  now: number,
): TokenReason | undefined {
  return (
    verifyAudienceClaim(claims, audiences, settings) ??
    verifyTimes(claims, settings, now) ??
    verifyIdentifiers(claims, settings.profile) ??
    verifyConfirmation(claims, settings.confirmations)
  )
}

/**
 * The claim that the scheme names has to hold one of the audiences. Whatever it is, a token that says in `aud` whom it is
 * for is for nobody else, and RFC 9068 §2.2 wants it said there.
 */
export function verifyAudienceClaim(
  claims: JsonObject,
  audiences: readonly string[],
  { audienceClaim, profile }: Pick<TokenSettings, 'audienceClaim' | 'profile'>,
): TokenReason | undefined {
  const reason = verifyAudience(claimAt(claims, audienceClaim), audiences)
  const said = profile === 'at+jwt' || Object.hasOwn(claims, 'aud')
  return reason ?? (said ? verifyAudience(ownValue(claims, 'aud'), audiences) : undefined)
}

/** A string or a list of strings (RFC 7519 §4.1.3), compared exactly. */
export function verifyAudience(aud: unknown, audiences: readonly string[]): TokenReason | undefined {
  if (typeof aud === 'string') return audiences.includes(aud) ? undefined : 'token.audience'
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud]
  if (!named.every((name) => typeof name === 'string')) return 'token.audience'
  return audiences.some((audience) => named.includes(audience)) ? undefined : 'token.audience'
}

const identifiers: readonly string[] = ['sub', 'client_id', 'jti']

/** Strings where they stand; RFC 9068 §2.2 wants them all, and `iat`. */
export function verifyIdentifiers(claims: JsonObject, profile: TokenSettings['profile']): TokenReason | undefined {
  const strict = profile === 'at+jwt'
  const good = identifiers.every((name) => {
    const value = ownValue(claims, name)
    return typeof value === 'string' || (value === undefined && !strict)
  })
  return good && (!strict || Object.hasOwn(claims, 'iat')) ? undefined : 'token.claim'
}

/**
 * A token bound to a key is worth nothing without proof of that key: `cnf` names one way of proof, and one that is known
 * here (RFC 7800 §3.1, C-31). The proof itself is judged where the request is known.
 */
export function verifyConfirmation(
  claims: JsonObject,
  confirmations: TokenSettings['confirmations'],
): TokenReason | undefined {
  if (!Object.hasOwn(claims, 'cnf')) return undefined
  const { cnf } = claims
  const [name, ...others] = isJsonObject(cnf) ? Object.keys(cnf) : []
  const good = name !== undefined && others.length === 0 && confirmations.has(name)
  return good && isJsonObject(cnf) && typeof cnf[name] === 'string' ? undefined : 'token.confirmation'
}

/**
 * Each claim equals the value demanded, or one of a list of values. Only strings, numbers, booleans and null can. Judged
 * last, since its answer is 403, which is nothing to tell of a token that nobody signed (C-30, T-04).
 */
export function verifyRequired(claims: JsonObject, required: TokenSettings['requiredClaims']): TokenReason | undefined {
  for (const [name, demanded] of required) {
    const accepted: readonly unknown[] = Array.isArray(demanded) ? demanded : [demanded]
    if (!Object.hasOwn(claims, name) || !accepted.includes(claims[name])) return 'token.required_claim'
  }
  return undefined
}
