import type { JsonObject } from '../../json/json-object.ts'
import { whenKnown } from '../../waiting/when-known.ts'
import { claimAt } from '../claim-at.ts'
import { createTokenVerifier } from '../create-token-verifier.ts'
import { ImmutableSet } from '../immutable-set.ts'
import { scopesOf } from '../scopes-of.ts'
import type {
  TokenReason,
  TokenSettings,
  TokenVerdict,
  TokenVerifier,
  TrustedIssuer,
  VerifierServices,
} from '../types.ts'
import { verifyRequired } from '../verify-claims.ts'
import type { ActiveAnswer, Answer } from './answer.ts'
import { Introspector } from './introspector.ts'
import { judgeAnswer, judgeSameBinding } from './judge-answer.ts'
import { refuseForm } from './opaque-token.ts'
import type { IntrospectionSettings } from './settings.ts'
import type { IntrospectionWatches } from './watch.ts'

/** What introspection needs from the rest of the gate. */
export interface IntrospectionServices extends VerifierServices {
  readonly introspections: IntrospectionWatches
  /** Whether issuers may stand in a private network. */
  readonly privateAddresses: 'allow' | 'refuse'
}

/** Seconds. What other processes revoked is looked for each second. */
const retryRevocation = 1

/** Everything that a verdict depends on. */
interface Rules {
  readonly trusted: TrustedIssuer
  readonly token: TokenSettings
  readonly settings: IntrospectionSettings
  readonly services: IntrospectionServices
  /** Seconds since the epoch. */
  readonly clock: () => number
}

type Verified = Extract<TokenVerdict, { kind: 'verified' }>

/** Judges tokens with the word of their issuer, in the one way that the scheme wants. @throws {TypeError} without an issuer. */
export function createIntrospectingVerifier(
  token: TokenSettings,
  settings: IntrospectionSettings,
  services: IntrospectionServices,
  clock: () => number = () => Date.now() / 1000,
): TokenVerifier {
  const [trusted, ...others] = token.issuers
  if (trusted === undefined || others.length > 0) throw new TypeError('introspection asks one issuer')
  const { introspections, privateAddresses, counts } = services
  const watch = introspections.of(trusted.issuer)
  const { issuer } = trusted
  const introspector = new Introspector({ issuer, settings, rules: token, counts, watch, privateAddresses, clock })
  const rules: Rules = { trusted, token, settings, services, clock }
  return settings.mode === 'opaque' ? opaqueVerifier(introspector, rules) : confirmingVerifier(introspector, rules)
}

function opaqueVerifier(introspector: Introspector, rules: Rules): TokenVerifier {
  return Object.freeze({
    verify(text, { mayWait }) {
      const known = introspector.recall(text)
      if (known !== undefined) return concludeOpaque(known, rules)
      const fault = refuseForm(text)
      if (fault !== undefined) return refused(fault)
      return whenKnown(introspector.ask(text, mayWait), (answer) => concludeOpaque(answer, rules))
    },
  } satisfies TokenVerifier)
}

function concludeOpaque(answer: Answer, { trusted, token, settings, services, clock }: Rules): TokenVerdict {
  if (answer.kind !== 'active') return withoutAnswer(answer)
  const { claims, scopes } = answer
  const fault = judgeAnswer(claims, trusted, token, settings.audienceRequired, clock())
  if (fault !== undefined) return refused(fault)
  const revocation = services.revocationOf(trusted.issuer, claims, [])
  if (revocation === 'unknown') return { kind: 'unknown', reason: 'store.unavailable', retryAfter: retryRevocation }
  const reason = revocation === 'revoked' ? 'token.revoked' : verifyRequired(claims, token.requiredClaims)
  return reason === undefined ? { kind: 'verified', claims, header: undefined, scopes } : refused(reason)
}

/** A JWT that is good by itself comes first, so that one which is not costs no question. */
function confirmingVerifier(introspector: Introspector, rules: Rules): TokenVerifier {
  const verifier = createTokenVerifier(rules.token, rules.services, rules.clock)
  const narrow = createNarrowing(rules.token.scopeClaims)
  return Object.freeze({
    verify: (text, options) =>
      whenKnown(verifier.verify(text, options), (verdict): TokenVerdict | Promise<TokenVerdict> => {
        if (verdict.kind !== 'verified') return verdict
        return whenKnown(introspector.ask(text, options.mayWait), (answer) => confirm(verdict, answer, narrow, rules))
      }),
  } satisfies TokenVerifier)
}

function confirm(verdict: Verified, answer: Answer, narrow: Narrow, { trusted, token, clock }: Rules): TokenVerdict {
  if (answer.kind !== 'active') return withoutAnswer(answer)
  const { claims } = answer
  const fault = judgeAnswer(claims, trusted, token, false, clock()) ?? judgeSameBinding(claims, verdict.claims)
  return fault === undefined ? { ...verdict, scopes: narrow(verdict, answer) } : refused(fault)
}

function withoutAnswer(answer: Exclude<Answer, ActiveAnswer>): TokenVerdict {
  return answer.kind === 'inactive' ? refused('token.inactive') : answer
}

type Narrow = (verdict: Verified, answer: ActiveAnswer) => ReadonlySet<string>

/**
 * What token and answer both grant: of each claim that the answer has, no more than the answer says. Worked out once for
 * an answer, which is about one token.
 */
function createNarrowing(scopeClaims: TokenSettings['scopeClaims']): Narrow {
  const done = new WeakMap<ActiveAnswer, ReadonlySet<string>>()
  return ({ claims }, answer) => {
    const before = done.get(answer)
    if (before !== undefined) return before
    const scopes = new ImmutableSet(scopeClaims.flatMap((path) => grantedBoth(claims, answer.claims, path)))
    done.set(answer, scopes)
    return scopes
  }
}

function grantedBoth(token: JsonObject, answer: JsonObject, path: readonly string[]): readonly string[] {
  const own = [...scopesOf(token, [path])]
  const places = placesOf(path)
  if (places.every((place) => claimAt(answer, place) === undefined)) return own
  const still = scopesOf(answer, places)
  return own.filter((name) => still.has(name))
}

const scopePlaces: readonly (readonly string[])[] = [['scope'], ['scp']]

/** An issuer may write `scp` into its tokens and `scope` into its answers (Okta): they are one claim. */
function placesOf(path: readonly string[]): readonly (readonly string[])[] {
  return scopePlaces.some(([name]) => path.length === 1 && path[0] === name) ? scopePlaces : [path]
}

function refused(reason: TokenReason): TokenVerdict {
  return Object.freeze({ kind: 'refused', reason })
}
