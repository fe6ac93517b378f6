import { type Authorities, type Authority, createAuthorities } from './authorities.ts'
import { freezeDeeply } from './freeze-deeply.ts'
import { type JsonObject, ownValue } from './json-object.ts'
import type { Judgement } from './judgement.ts'
import { type ParsedToken, parseToken } from './parse-token.ts'
import { scopesOf } from './scopes-of.ts'
import { createTokenCache, type TokenCache, type VerifiedToken } from './token-cache.ts'
import type {
  KeyLookup,
  KeySource,
  TokenReason,
  TokenSettings,
  TokenVerdict,
  TokenVerifier,
  VerificationKey,
  VerifierServices,
  VerifyOptions,
  WantedKey,
} from './types.ts'
import { verifyClaims, verifyRequired } from './verify-claims.ts'
import { verifyHeader } from './verify-header.ts'
import { verifySignature } from './verify-signature.ts'
import { type Later, whenKnown } from './when-known.ts'

/** Seconds. Nothing says how long a function of the owner goes on failing. */
const unresolved: TokenVerdict = Object.freeze({ kind: 'unknown', reason: 'issuer.unresolved', retryAfter: 5 })

/** Seconds. What other processes revoked is looked for each second. */
const retryRevocation = 1

/** What one scheme demands, laid out for lookup. */
interface Rules {
  readonly settings: TokenSettings
  readonly authorities: Authorities
  readonly cache: TokenCache
  readonly services: VerifierServices
}

/** A token whose form and header are good. */
interface ReadToken {
  readonly text: string
  readonly token: ParsedToken
  /** The same as it was remembered: its signature was good before. */
  readonly proven: VerifiedToken | undefined
  readonly wanted: WantedKey
}

/** A token that is good in all but its signature. */
interface Candidate extends ReadToken {
  readonly source: KeySource
}

/**
 * Judges tokens by what one scheme demands. The sources of listed issuers are asked for at once; `clock`
 * gives seconds since the epoch. Throws where two issuers have one name: their keys must never stand for each other (C-12).
 */
export function createTokenVerifier(
  settings: TokenSettings,
  services: VerifierServices,
  clock: () => number = () => Date.now() / 1000,
): TokenVerifier {
  const rules: Rules = {
    settings,
    authorities: createAuthorities(settings, services),
    cache: createTokenCache(settings.cacheEntries),
    services,
  }
  return Object.freeze({
    verify(text: string, options: VerifyOptions) {
      const read = readToken(text, rules)
      if (!read.ok) return refused(read.reason)
      const { issuersByRequest } = settings
      if (issuersByRequest !== undefined && !options.mayWait) return unresolved
      const { claims } = read.value.token
      const authority = rules.authorities.find(ownValue(claims, 'iss'), options.issuerRequest)
      return whenKnown(authority, (found) => verifyFor(found, read.value, rules, options, clock()))
    },
  })
}

/**
 * Form and header, before anything else is asked (C-13). A token that is remembered is spared the reading alone.
 */
function readToken(text: string, { settings, authorities, cache }: Rules): Judgement<ReadToken> {
  const proven = cache.get(text)
  const parsed = proven === undefined ? parseToken(text) : ({ ok: true, value: proven } as const)
  if (!parsed.ok) return parsed
  const wanted = verifyHeader(parsed.value.header, authorities.algorithms, settings.profile)
  if (!wanted.ok) return wanted
  return { ok: true, value: { text, token: parsed.value, proven, wanted: wanted.value } }
}

/** Issuer and claims, in this order: no key is asked for before all of it is good (J-27). */
function verifyFor(
  authority: Authority | undefined | 'unresolved',
  read: ReadToken,
  rules: Rules,
  { mayWait }: VerifyOptions,
  now: number,
): Later<TokenVerdict> {
  if (authority === 'unresolved') return unresolved
  if (authority === undefined) return refused('token.issuer')
  const { trusted, source } = authority
  if (!trusted.algorithms.includes(read.wanted.alg)) return refused('token.algorithm')
  const reason = verifyClaims(read.token.claims, trusted, rules.settings, now)
  if (reason !== undefined) return refused(reason)
  const candidate: Candidate = { ...read, source }
  return whenKnown(source.find(read.wanted, mayWait), (lookup) => confirm(candidate, lookup, rules, mayWait))
}

/** The signature, with the key that was found; a lookup that found none is the verdict already. */
function confirm(candidate: Candidate, lookup: KeyLookup, rules: Rules, mayWait: boolean): Later<TokenVerdict> {
  if (lookup.kind !== 'key') return withoutKey(lookup)
  const { source, wanted } = candidate
  return whenKnown(check(candidate, lookup.key, rules), (verdict) => {
    if (verdict.kind !== 'refused' || verdict.reason !== 'token.signature') return verdict
    return whenKnown(source.findNewer(wanted, lookup.key, mayWait), (newer) => {
      // Once more, and no more than once: with the key that has taken the name of the first.
      if (newer.kind !== 'key') return withoutKey(newer)
      return newer.key === lookup.key ? verdict : check(candidate, newer.key, rules)
    })
  })
}

function withoutKey(lookup: Exclude<KeyLookup, { kind: 'key' }>): TokenVerdict {
  if (lookup.kind === 'refused') return lookup
  return { kind: 'unknown', reason: 'issuer.unavailable', retryAfter: lookup.retryAfter }
}

/** The signature under one key, unless it was good under this very key before; then what only a good token is told. */
function check(candidate: Candidate, key: VerificationKey, rules: Rules): Later<TokenVerdict> {
  const { text, token, proven, source } = candidate
  const { counts } = rules.services
  if (proven?.key === key) {
    counts.signaturesRemembered += 1
    return conclude(proven, source.issuer, rules)
  }
  counts.signaturesChecked += 1
  return whenKnown(verifySignature(text, key), (fault) => {
    if (fault !== undefined) return refused(fault)
    const verified = toVerified(token, key, rules.settings)
    rules.cache.add(text, verified)
    return conclude(verified, source.issuer, rules)
  })
}

function toVerified(token: ParsedToken, key: VerificationKey, { scopeClaims }: TokenSettings): VerifiedToken {
  const claims = freezeDeeply(token.claims)
  return Object.freeze({ header: freezeDeeply(token.header), claims, scopes: scopesOf(claims, scopeClaims), key })
}

function conclude({ claims, header, scopes, key }: VerifiedToken, issuer: string, rules: Rules): TokenVerdict {
  const revocation = rules.services.revocationOf(issuer, claims, [key.kid, kidOf(header)])
  if (revocation === 'unknown') return { kind: 'unknown', reason: 'store.unavailable', retryAfter: retryRevocation }
  if (revocation === 'revoked') return refused('token.revoked')
  const reason = verifyRequired(claims, rules.settings.requiredClaims)
  return reason === undefined ? Object.freeze({ kind: 'verified', claims, header, scopes }) : refused(reason)
}

function kidOf({ kid }: JsonObject): string | undefined {
  return typeof kid === 'string' ? kid : undefined
}

function refused(reason: TokenReason): TokenVerdict {
  return Object.freeze({ kind: 'refused', reason })
}
