import { judge } from '../../src/decision/judge.ts'
import type { Challenge, Facts, Judgement, Outcome, Requirements, SchemeTraits } from '../../src/decision/judgement.ts'
import type { RefusedReason } from '../../src/schemes/types.ts'

const bearer = { ambient: false, scopeMatch: 'all', challenge: { word: 'Bearer' } } as const
const named = (parameter: string) => ({ word: 'ApiKey', in: 'header', parameter }) as const

/** Schemes made by hand. `bearer` and `other` are two issuers on one header; `any` is a third one with any-of scopes. */
export const schemes: ReadonlyMap<string, SchemeTraits> = new Map<string, SchemeTraits>([
  ['bearer', { ...bearer, carrier: 'authorization:bearer' }],
  ['other', { ...bearer, carrier: 'authorization:bearer' }],
  ['any', { ...bearer, carrier: 'authorization:bearer', scopeMatch: 'any' }],
  ['key', { carrier: 'header:x-key', ambient: false, scopeMatch: 'all', challenge: named('X-Key') }],
  ['second', { carrier: 'header:x-second', ambient: false, scopeMatch: 'all', challenge: named('X-Second') }],
  ['cookie', ambient('cookie:session', 'session')],
  ['open', { ...ambient('cookie:open', 'open'), crossSite: 'allow' }],
  ['basic', ambient('authorization:basic', 'basic')],
  ['certificate', ambient('certificate', 'certificate')],
])

function ambient(carrier: string, parameter: string): SchemeTraits {
  return { carrier, ambient: true, scopeMatch: 'all', challenge: { word: 'ApiKey', in: 'cookie', parameter } }
}

/** A request to one operation. A scheme that `shown` does not name was looked at, and its credential is absent. */
export interface Scenario {
  /** As the document has it. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly shown?: Readonly<Record<string, (scheme: string) => Outcome>>
  readonly extension?: Partial<Requirements['extension']>
  readonly facts?: Partial<Facts>
}

export function judgeScenario({ security, shown = {}, extension, facts }: Scenario): Judgement {
  const outcomes = new Map<string, Outcome>([...schemes.keys()].map((name) => [name, { kind: 'absent' }]))
  for (const [name, outcome] of Object.entries(shown)) outcomes.set(name, outcome(name))
  const alternatives = security.map((one) => Object.entries(one).map(([scheme, scopes]) => ({ scheme, scopes })))
  const rule: Requirements = {
    alternatives,
    extension: { scopeMatch: undefined, acr: undefined, maxAge: undefined, bindFailure: 'show', ...extension },
  }
  return judge(rule, schemes, outcomes, { now: 1_000_000, crossSite: false, safe: true, bound: [], ...facts })
}

/** A good token with these scopes. */
export function token(scopes = '', claims: Readonly<Record<string, unknown>> = {}): (scheme: string) => Outcome {
  return (scheme) => ({
    kind: 'principal',
    principal: { scheme, type: 'jwt', name: 'user', claims, scopes: setOf(scopes) },
    token: `token-for-${scheme}`,
  })
}

/** A good key, cookie, password or certificate with these roles. */
export function good(scopes = ''): (scheme: string) => Outcome {
  return (scheme) => ({
    kind: 'principal',
    principal: { scheme, type: 'apiKey', name: 'machine', claims: {}, scopes: setOf(scopes) },
    token: undefined,
  })
}

export function wrong(reason: RefusedReason = 'token.expired'): () => Outcome {
  return () => ({ kind: 'refused', reason })
}

export function malformed(): Outcome {
  return { kind: 'malformed', reason: 'credential.repeated' }
}

export function unknown(retryAfter = 7): () => Outcome {
  return () => ({ kind: 'unknown', reason: 'issuer.unavailable', retryAfter })
}

function setOf(scopes: string): ReadonlySet<string> {
  return new Set(scopes.split(' ').filter((scope) => scope !== ''))
}

/**
 * A judgement in one line: `bearer+key`, `anonymous`, `public`; or the error, the reason and the challenges, where
 * `Bearer!` has the error, `Bearer` is bare, and scopes stand in brackets.
 */
export function inWords(judgement: Judgement): string {
  if (judgement.allowed) {
    if (judgement.because !== 'operation') return judgement.because
    return judgement.principals.map(({ scheme }) => scheme).join('+')
  }
  const { error, reason } = judgement
  const asked = 'challenges' in judgement ? judgement.challenges.map(challengeInWords) : []
  return [`${error} ${reason}`, ...new Set(asked)].join(', ')
}

function challengeInWords({ form, error, scopes }: Challenge): string {
  const word = form.word === 'ApiKey' ? form.parameter : form.word
  return `${word}${error === undefined ? '' : '!'}${scopes.length === 0 ? '' : `[${scopes.join(' ')}]`}`
}
