import { type JsonObject, ownValue } from '../json/json-object.ts'
import { isPending, type Later, whenKnown } from '../waiting/when-known.ts'
import { freezeDeeply } from './freeze-deeply.ts'
import { IssuerChoice } from './issuer-choice.ts'
import { type Judgement, refuse } from './judgement.ts'
import { KnownHeaders } from './known-headers.ts'
import { parseToken } from './parse-token.ts'
import { ScopeSets } from './scope-sets.ts'
import { createTokenCache, type ReadToken, type TokenCache, type VerifiedToken } from './token-cache.ts'
import type {
  KeyLookup,
  KeySource,
  TokenReason,
  TokenSettings,
  TokenVerdict,
  TokenVerifier,
  TrustedIssuer,
  VerificationKey,
  VerifierServices,
  VerifyOptions,
} from './types.ts'
import { verifyClaims, verifyRequired } from './verify-claims.ts'
import { verifyHeader } from './verify-header.ts'
import { verifySignature } from './verify-signature.ts'

/** Nothing says how long a function of the owner goes on failing. */
const unresolved: TokenVerdict = Object.freeze({ kind: 'unknown', reason: 'issuer.unresolved', retryAfter: 5 })

/** Seconds. What other processes revoked is looked for each second. */
const retryRevocation = 1

/** An issuer, and where its keys come from. */
interface Authority {
  readonly trusted: TrustedIssuer
  readonly source: KeySource
}

/** What one scheme demands, laid out for lookup. */
interface Rules {
  readonly settings: TokenSettings
  readonly authorities: ReadonlyMap<unknown, Authority>
  readonly algorithms: ReadonlySet<string>
  readonly choice: IssuerChoice | undefined
  readonly cache: TokenCache
  readonly headers: KnownHeaders
  readonly scopes: ScopeSets
  readonly services: VerifierServices
}

/** A token that is good in all but its signature. */
interface Candidate {
  readonly text: string
  /** As it is remembered by. */
  readonly name: string
  readonly token: ReadToken
  /** The same as it was remembered: its signature was good before. */
  readonly proven: VerifiedToken | undefined
  readonly source: KeySource
}

/**
 * Judges tokens by what one scheme demands. `sourceOf` is asked at once, and once for each issuer; `clock` gives
 * seconds since the epoch. Throws where two issuers have one name: their keys must never stand for each other (C-12).
 */
export function createTokenVerifier(
  settings: TokenSettings,
  services: VerifierServices,
  clock: () => number = () => Date.now() / 1000,
): TokenVerifier {
  const rules = compileRules(settings, services)
  return Object.freeze({
    verify(text: string, options: VerifyOptions) {
      const { mayWait } = options
      const candidate = judge(text, rules, clock())
      if (!candidate.ok) return refused(candidate.reason)
      const chosen = isChosen(candidate.value.source.issuer, rules, options)
      if (chosen === true) return findKey(candidate.value, rules, mayWait)
      return whenKnown(chosen, (yes) => {
        if (yes === undefined) return unresolved
        return yes ? findKey(candidate.value, rules, mayWait) : refused('token.issuer')
      })
    },
  })
}

/** Whether a listed issuer counts for the request. The token alone never says so (J-28). */
function isChosen(issuer: string, { choice }: Rules, options: VerifyOptions): Later<boolean | undefined> {
  if (choice === undefined || options.anyIssuer === true) return true
  const { issuerRequest } = options
  return issuerRequest && choice.includes(issuer, issuerRequest)
}

function compileRules(settings: TokenSettings, services: VerifierServices): Rules {
  const { issuers } = settings
  const authorities = new Map(
    issuers.map((trusted) => [trusted.issuer, { trusted, source: services.sourceOf(trusted) }]),
  )
  if (authorities.size !== issuers.length) throw new TypeError('two issuers of one scheme have the same name')
  const algorithms = new Set(issuers.flatMap((trusted) => trusted.algorithms))
  const cache = createTokenCache(settings.cacheEntries)
  const choice = settings.issuersFor && new IssuerChoice(settings.issuersFor)
  const scopes = new ScopeSets(settings.scopeClaims)
  return { settings, authorities, choice, algorithms, cache, headers: new KnownHeaders(), scopes, services }
}

/**
 * Form, header, issuer, claims, in this order: no key is asked for before all of it is good (C-13, J-27). A token that
 * is remembered is spared the reading alone.
 */
function judge(text: string, rules: Rules, now: number): Judgement<Candidate> {
  const name = rules.cache.nameOf(text)
  const proven = rules.cache.get(name)
  const read = proven === undefined ? readToken(text, rules) : ({ ok: true, value: proven } as const)
  if (!read.ok) return read
  const { claims, wanted } = read.value
  const authority = rules.authorities.get(ownValue(claims, 'iss'))
  if (authority === undefined) return refuse('token.issuer')
  const { trusted, source } = authority
  if (!trusted.algorithms.includes(wanted.alg)) return refuse('token.algorithm')
  const reason = verifyClaims(claims, trusted, rules.settings, now)
  if (reason !== undefined) return refuse(reason)
  return { ok: true, value: { text, name, token: read.value, proven, source } }
}

function headerOf(token: string): string {
  return token.slice(0, token.indexOf('.'))
}

/** What a header says of a token is the same each time: neither it nor the scheme's settings can change. */
function readToken(text: string, { algorithms, settings, headers }: Rules): Judgement<ReadToken> {
  const known = headers.find(headerOf(text))
  const parsed = parseToken(text, known?.header)
  if (!parsed.ok) return parsed
  const { header, claims } = parsed.value
  if (known !== undefined) return { ok: true, value: { header, claims, wanted: known.wanted } }
  const wanted = verifyHeader(header, algorithms, settings.profile)
  return wanted.ok ? { ok: true, value: { header, claims, wanted: wanted.value } } : wanted
}

function findKey(candidate: Candidate, rules: Rules, mayWait: boolean): Later<TokenVerdict> {
  const lookup = candidate.source.find(candidate.token.wanted, mayWait)
  if (isPending(lookup)) return lookup.then((late) => confirm(candidate, late, rules, mayWait))
  return confirm(candidate, lookup, rules, mayWait)
}

/** The signature, with the key that was found; a lookup that found none is the verdict already. */
function confirm(candidate: Candidate, lookup: KeyLookup, rules: Rules, mayWait: boolean): Later<TokenVerdict> {
  if (lookup.kind !== 'key') return withoutKey(lookup)
  const { source, token } = candidate
  return whenKnown(check(candidate, lookup.key, rules), (verdict) => {
    if (verdict.kind !== 'refused' || verdict.reason !== 'token.signature') return verdict
    return whenKnown(source.findNewer(token.wanted, lookup.key, mayWait), (newer) => {
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
  const { text, name, token, proven, source } = candidate
  const { counts } = rules.services
  if (proven?.key === key) {
    counts.signaturesRemembered += 1
    return conclude(proven, source.issuer, rules)
  }
  counts.signaturesChecked += 1
  return whenKnown(verifySignature(text, key), (fault) => {
    if (fault !== undefined) return refused(fault)
    const verified = toVerified(token, key, rules.scopes)
    rules.cache.add(name, verified, text.length)
    rules.headers.add(headerOf(text), { header: verified.header, wanted: verified.wanted })
    return conclude(verified, source.issuer, rules)
  })
}

function toVerified({ wanted, ...token }: ReadToken, key: VerificationKey, scopes: ScopeSets): VerifiedToken {
  const claims = freezeDeeply(token.claims)
  const header = freezeDeeply(token.header)
  const verdict = Object.freeze({ kind: 'verified', claims, header, scopes: scopes.of(claims) } as const)
  return Object.freeze({ header, claims, wanted, key, verdict })
}

function conclude({ claims, header, key, verdict }: VerifiedToken, issuer: string, rules: Rules): TokenVerdict {
  const revocation = rules.services.revocationOf(issuer, claims, [key.kid, kidOf(header)])
  if (revocation === 'unknown') return { kind: 'unknown', reason: 'store.unavailable', retryAfter: retryRevocation }
  if (revocation === 'revoked') return refused('token.revoked')
  const reason = verifyRequired(claims, rules.settings.requiredClaims)
  return reason === undefined ? verdict : refused(reason)
}

function kidOf({ kid }: JsonObject): string | undefined {
  return typeof kid === 'string' ? kid : undefined
}

function refused(reason: TokenReason): TokenVerdict {
  return Object.freeze({ kind: 'refused', reason })
}
