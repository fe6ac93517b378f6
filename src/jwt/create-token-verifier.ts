import { freezeDeeply } from './freeze-deeply.ts'
import { ownValue } from './json-object.ts'
import { type Judgement, refuse } from './judgement.ts'
import { type ParsedToken, parseToken } from './parse-token.ts'
import type {
  KeyLookup,
  KeySource,
  TokenReason,
  TokenSettings,
  TokenVerdict,
  TokenVerifier,
  TrustedIssuer,
  WantedKey,
} from './types.ts'
import { verifyClaims, verifyRequired } from './verify-claims.ts'
import { verifyHeader } from './verify-header.ts'
import { verifySignature } from './verify-signature.ts'

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
}

/** A token that is good in all but its signature. */
interface Candidate {
  readonly token: ParsedToken
  readonly wanted: WantedKey
  readonly source: KeySource
  readonly required: TokenSettings['requiredClaims']
}

/**
 * Judges tokens by what one scheme demands. `sourceOf` is asked at once, and once for each issuer; `clock` gives
 * seconds since the epoch. Throws where two issuers have one name: their keys must never stand for each other (C-12).
 */
export function createTokenVerifier(
  settings: TokenSettings,
  sourceOf: (issuer: TrustedIssuer) => KeySource,
  clock: () => number = () => Date.now() / 1000,
): TokenVerifier {
  const rules = compileRules(settings, sourceOf)
  return Object.freeze({
    verify(text: string, { mayWait }: { readonly mayWait: boolean }) {
      const candidate = judge(text, rules, clock())
      if (!candidate.ok) return refused(candidate.reason)
      const { source, wanted } = candidate.value
      const lookup = source.find(wanted, mayWait)
      return lookup instanceof Promise
        ? lookup.then((found) => confirm(candidate.value, found))
        : confirm(candidate.value, lookup)
    },
  })
}

function compileRules(settings: TokenSettings, sourceOf: (issuer: TrustedIssuer) => KeySource): Rules {
  const { issuers } = settings
  const authorities = new Map(issuers.map((trusted) => [trusted.issuer, { trusted, source: sourceOf(trusted) }]))
  if (authorities.size !== issuers.length) throw new TypeError('two issuers of one scheme have the same name')
  return { settings, authorities, algorithms: new Set(issuers.flatMap((trusted) => trusted.algorithms)) }
}

/** Form, header, issuer, claims, in this order: no key is asked for before all of it is good (C-13, J-27). */
function judge(text: string, rules: Rules, now: number): Judgement<Candidate> {
  const { settings, authorities, algorithms } = rules
  const parsed = parseToken(text)
  if (!parsed.ok) return parsed
  const { header, claims } = parsed.value
  const wanted = verifyHeader(header, algorithms, settings.profile)
  if (!wanted.ok) return wanted
  const authority = authorities.get(ownValue(claims, 'iss'))
  if (authority === undefined) return refuse('token.issuer')
  const { trusted, source } = authority
  if (!trusted.algorithms.includes(wanted.value.alg)) return refuse('token.algorithm')
  const reason = verifyClaims(claims, trusted, settings, now)
  return reason === undefined
    ? { ok: true, value: { token: parsed.value, wanted: wanted.value, source, required: settings.requiredClaims } }
    : refuse(reason)
}

/** The signature, with the key that was found; a lookup that found none is the verdict already. */
function confirm({ token, wanted, required }: Candidate, lookup: KeyLookup): TokenVerdict | Promise<TokenVerdict> {
  if (lookup.kind !== 'key') return lookup
  return verifySignature(token.text, wanted.alg, lookup.key).then((fault) => {
    const reason = fault ?? verifyRequired(token.claims, required)
    return reason === undefined ? verified(token) : refused(reason)
  })
}

function verified({ claims, header }: ParsedToken): TokenVerdict {
  return Object.freeze({ kind: 'verified', claims: freezeDeeply(claims), header: freezeDeeply(header) })
}

function refused(reason: TokenReason): TokenVerdict {
  return Object.freeze({ kind: 'refused', reason })
}
