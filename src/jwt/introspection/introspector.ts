import { hash } from 'node:crypto'
import { authenticateClient } from '../../issuer/client-authentication.ts'
import { EndpointFinder } from '../../issuer/endpoint-finder.ts'
import { setDeadline } from '../../waiting/deadline.ts'
import { Turns } from '../../waiting/turns.ts'
import type { Later } from '../../waiting/when-known.ts'
import { freezeDeeply } from '../freeze-deeply.ts'
import { scopesOf } from '../scopes-of.ts'
import type { TokenCounts, TokenSettings } from '../types.ts'
import { type Answer, type UnknownAnswer, unknown } from './answer.ts'
import { AnswerMemory } from './answer-memory.ts'
import { type Asked, askEndpoint } from './ask-endpoint.ts'
import type { IntrospectionSettings } from './settings.ts'
import type { IntrospectionWatch } from './watch.ts'

/** Milliseconds that "not active" counts: enough for a client that tries again at once, and no more (I-10). */
const inactiveForMs = 5_000

/** Questions that may wait, for each that is being asked: more would wait in vain within their deadline. */
const waitingForEach = 5

/** Milliseconds: the longest pause that an endpoint can ask for. */
const longestPauseMs = 60_000

/** Milliseconds for which nothing is asked after "too many requests" that does not say how long. */
const defaultPauseMs = 1_000

/** What an introspector is made of. */
export interface IntrospectorParts {
  readonly issuer: string
  readonly settings: IntrospectionSettings
  readonly rules: Pick<TokenSettings, 'scopeClaims' | 'cacheEntries'>
  readonly counts: TokenCounts
  readonly watch: IntrospectionWatch
  readonly privateAddresses: 'allow' | 'refuse'
  /** Seconds since the epoch. */
  readonly clock: () => number
}

/**
 * Asks one issuer about tokens. What it answered counts for a while; one token is asked about once at a time, so many
 * tokens at once, and a few may wait: whoever makes tokens up cannot make the endpoint's load grow without end (I-11).
 */
export class Introspector {
  readonly #parts: IntrospectorParts
  readonly #authentication: ReturnType<typeof authenticateClient>
  readonly #endpoint: EndpointFinder
  readonly #turns: Turns
  readonly #active: AnswerMemory
  /** Of its own, so that tokens which are made up push none out that are good. */
  readonly #inactive: AnswerMemory
  readonly #flights = new Map<string, Promise<Answer>>()
  /** Until then nothing is asked, as the endpoint wants it. */
  #pausedUntilMs = 0

  constructor(parts: IntrospectorParts) {
    const { issuer, settings, rules, privateAddresses, watch: calls } = parts
    const { endpoint, metadataUrl, timeoutMs, concurrency, client } = settings
    this.#parts = parts
    this.#authentication = authenticateClient(client.credential)
    const name = 'introspection_endpoint'
    this.#endpoint = new EndpointFinder({ name, issuer, endpoint, metadataUrl, privateAddresses, calls }, timeoutMs)
    this.#turns = new Turns(concurrency, concurrency * waitingForEach)
    this.#active = new AnswerMemory(rules.cacheEntries)
    this.#inactive = new AnswerMemory(rules.cacheEntries)
  }

  /** What was answered and still counts. */
  recall(token: string): Answer | undefined {
    return this.#recall(digestOf(token))
  }

  /**
   * The same, or else the endpoint is asked. Without `mayWait` the question goes its way, and its answer is there for
   * the next request. Never rejects.
   */
  ask(token: string, mayWait: boolean): Later<Answer> {
    const digest = digestOf(token)
    const known = this.#recall(digest)
    if (known !== undefined) return known
    const pauseMs = this.#pausedUntilMs - performance.now()
    if (pauseMs > 0) return unknown('introspection.unavailable', Math.ceil(pauseMs / 1000))
    const flight = this.#flights.get(digest) ?? this.#start(digest, token)
    if (flight === undefined) return unknown('introspection.busy')
    return mayWait ? flight : unknown('introspection.pending')
  }

  #recall(digest: string): Answer | undefined {
    const known = this.#active.get(digest) ?? this.#inactive.get(digest)
    if (known !== undefined) this.#parts.counts.introspectionsRemembered += 1
    return known
  }

  #start(digest: string, token: string): Promise<Answer> | undefined {
    if (this.#turns.full) return undefined
    const flight = this.#fly(digest, token).finally(() => this.#flights.delete(digest))
    this.#flights.set(digest, flight)
    return flight
  }

  async #fly(digest: string, token: string): Promise<Answer> {
    const controller = new AbortController()
    const end = this.#parts.watch.began(controller)
    const takeBack = setDeadline(this.#parts.settings.timeoutMs, () => controller.abort())
    try {
      if (!(await this.#turns.take(controller.signal))) return unknown('introspection.busy')
      try {
        return await this.#question(digest, token, controller.signal)
      } finally {
        this.#turns.giveBack()
      }
    } finally {
      takeBack()
      end()
    }
  }

  async #question(digest: string, token: string, signal: AbortSignal): Promise<Answer> {
    const askedAtMs = performance.now()
    const { issuer, settings, counts } = this.#parts
    counts.introspectionsAsked += 1
    const endpoint = await Promise.race([this.#endpoint.find(), abortOf(signal)])
    if (!endpoint.ok) return this.#fail('introspection.unavailable', endpoint)
    const { clientId } = settings.client
    const authentication = this.#authentication
    const asked = await askEndpoint({ token, issuer, endpoint: endpoint.value, clientId, authentication }, signal)
    if (!asked.ok) return this.#fail(reasonOf(asked), asked)
    this.#parts.watch.succeeded()
    return this.#remember(digest, asked, askedAtMs)
  }

  /** Failures are never remembered (I-10), only the wish to be left alone. */
  #fail(reason: UnknownAnswer['reason'], { fault, status, retryAfterMs }: Failed): UnknownAnswer {
    this.#parts.watch.failed({ reason, error: fault, ...(status !== undefined && { status }) })
    if (status !== 429 && retryAfterMs === undefined) return unknown(reason)
    const pauseMs = Math.min(retryAfterMs ?? defaultPauseMs, longestPauseMs)
    this.#pausedUntilMs = performance.now() + pauseMs
    return unknown(reason, Math.max(1, Math.ceil(pauseMs / 1000)))
  }

  #remember(digest: string, asked: Extract<Asked, { ok: true }>, askedAtMs: number): Answer {
    const { settings, rules, clock } = this.#parts
    const { cacheMs } = settings
    if (!asked.active) {
      const answer = Object.freeze({ kind: 'inactive' } as const)
      const untilMs = askedAtMs + Math.min(inactiveForMs, cacheMs)
      if (cacheMs > 0) this.#inactive.add(digest, { answer, untilMs, bytes: digest.length })
      return answer
    }
    const claims = freezeDeeply(asked.claims)
    const answer = Object.freeze({ kind: 'active', claims, scopes: scopesOf(claims, rules.scopeClaims) } as const)
    // Never beyond `exp`, be a tolerance for clocks what it may (RFC 7662 §4, I-08).
    const lifeMs = typeof claims.exp === 'number' ? (claims.exp - clock()) * 1000 : cacheMs
    const untilMs = Math.min(askedAtMs + cacheMs, performance.now() + lifeMs)
    if (untilMs > performance.now()) {
      this.#active.add(digest, { answer, untilMs, bytes: JSON.stringify(claims).length })
    }
    return answer
  }
}

type Failed = Extract<Asked, { ok: false }>

/** Of the exact bytes, as in the cache of JWTs. */
function digestOf(token: string): string {
  return hash('sha256', token, 'base64url')
}

/** 401 and 403 are about our own credentials, and never about the token (RFC 7662 §2.3, I-06). */
function reasonOf({ fault, status }: Failed): UnknownAnswer['reason'] {
  if (status === 401 || status === 403) return 'introspection.refused'
  return fault === 'content' || fault === 'size' ? 'introspection.malformed' : 'introspection.unavailable'
}

/** As the fault that a question ends with when its time is over. */
function abortOf(signal: AbortSignal): Promise<{ readonly ok: false; readonly fault: 'timeout' }> {
  return new Promise((resolve) => {
    const late = (): void => resolve({ ok: false, fault: 'timeout' })
    if (signal.aborted) late()
    else signal.addEventListener('abort', late, { once: true })
  })
}
