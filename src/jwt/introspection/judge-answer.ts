import { isDeepStrictEqual } from 'node:util'
import { type JsonObject, ownValue } from '../../json/json-object.ts'
import { claimAt } from '../claim-at.ts'
import type { TokenReason, TokenSettings, TrustedIssuer } from '../types.ts'
import { verifyAudience, verifyAudienceClaim, verifyConfirmation, verifyIdentifiers } from '../verify-claims.ts'
import { verifyGivenTimes } from '../verify-times.ts'

/**
 * Judges what the endpoint says of an active token, on every request anew (I-03). RFC 7662 §2.2 makes every member but
 * `active` optional: those that are there count. That the issuer itself answered stands for `iss`.
 */
export function judgeAnswer(
  claims: JsonObject,
  trusted: TrustedIssuer,
  rules: TokenSettings,
  audienceRequired: boolean,
  now: number,
): TokenReason | undefined {
  return (
    judgeKind(claims) ??
    judgeIssuer(claims, trusted.issuer) ??
    judgeAudience(claims, trusted.audiences, rules.audienceClaim, audienceRequired) ??
    verifyGivenTimes(claims, rules, now) ??
    verifyIdentifiers(claims, 'jwt') ??
    judgeConfirmation(claims, rules.confirmations)
  )
}

/** `token_type` as RFC 6749 §5.1, RFC 9449 §5 and RFC 8693 §3 have it, or as Ory Hydra does. */
const accessTypes: ReadonlySet<string> = new Set([
  'bearer',
  'dpop',
  'access_token',
  'urn:ietf:params:oauth:token-type:access_token',
])
const accessUses: ReadonlySet<string> = new Set(['access', 'access_token'])
/** Keycloak's `typ`, where any other may stand for an access token. */
const otherTypes: ReadonlySet<string> = new Set(['refresh', 'offline', 'id', 'logout'])

/** A refresh token is active as well, and opens nothing here (I-04). */
function judgeKind(claims: JsonObject): TokenReason | undefined {
  const type = wordAt(claims, 'token_type')
  const use = wordAt(claims, 'token_use')
  const typ = wordAt(claims, 'typ')
  if (type !== undefined && !accessTypes.has(type)) return 'token.type'
  if (use !== undefined && !accessUses.has(use)) return 'token.type'
  return typ !== undefined && (typ === '' || otherTypes.has(typ)) ? 'token.type' : undefined
}

/** In lower case; what is no text is '', which is no word. */
function wordAt(claims: JsonObject, name: string): string | undefined {
  const value = ownValue(claims, name)
  if (value === undefined || typeof value === 'string') return value?.toLowerCase()
  return ''
}

function judgeIssuer(claims: JsonObject, issuer: string): TokenReason | undefined {
  const iss = ownValue(claims, 'iss')
  return iss === undefined || iss === issuer ? undefined : 'token.issuer'
}

/** Where none has to be said, one that is said counts, whichever of the two claims says it. */
function judgeAudience(
  claims: JsonObject,
  audiences: readonly string[],
  audienceClaim: TokenSettings['audienceClaim'],
  required: boolean,
): TokenReason | undefined {
  if (required || claimAt(claims, audienceClaim) !== undefined) {
    return verifyAudienceClaim(claims, audiences, { audienceClaim, profile: 'jwt' })
  }
  const aud = ownValue(claims, 'aud')
  return aud === undefined ? undefined : verifyAudience(aud, audiences)
}

/** A token of the type DPoP is bound to a key, also where the answer does not say to which: then nothing can prove it. */
function judgeConfirmation(claims: JsonObject, confirmations: ReadonlySet<string>): TokenReason | undefined {
  if (wordAt(claims, 'token_type') === 'dpop' && !Object.hasOwn(claims, 'cnf')) return 'token.confirmation'
  return verifyConfirmation(claims, confirmations)
}

/** A binding that the endpoint knows of has to stand in the token too, where the proof is judged. */
export function judgeSameBinding(answer: JsonObject, token: JsonObject): TokenReason | undefined {
  if (!Object.hasOwn(answer, 'cnf')) return undefined
  return isDeepStrictEqual(ownValue(answer, 'cnf'), ownValue(token, 'cnf')) ? undefined : 'token.confirmation'
}
