import type { JsonObject } from '../json/json-object.ts'
import { withSignal } from '../waiting/with-signal.ts'
import { type Exchanged, marginSeconds, rememberable } from './exchanged.ts'
import type { SealedTokens } from './sealed-tokens.ts'
import { TokenClientError, type TokenClientErrorCode } from './token-client-error.ts'
import type { TokenEndpoint } from './token-endpoint.ts'
import { TokenMemory } from './token-memory.ts'
import type { CallOptions, Exchange, ExchangeResult } from './types.ts'

/** What an exchanger is made of. */
export interface ExchangerParts {
  readonly endpoint: Pick<TokenEndpoint, 'exchange'>
  /** Tokens that are remembered; 0: none. */
  readonly cacheEntries: number
  /** undefined: nothing is shared. */
  readonly shared: SealedTokens | undefined
  readonly counts: ExchangeCounts
}

/** Since the start. */
export interface ExchangeCounts {
  /** Requests to the server, whatever came of them. */
  tokensExchanged: number
  /** Tokens that were given out without asking. */
  tokensRemembered: number
}

/** One exchange for all who ask for the same. */
interface Flight {
  readonly result: Promise<ExchangeResult>
  readonly ticket: Ticket
}

/** `counts`: what comes of it is remembered. Not where it was outdated meanwhile, by a revocation or by a newer token. */
interface Ticket {
  counts: boolean
}

interface Voyage {
  readonly cacheKey: string
  readonly exchange: Exchange
  readonly refresh: boolean
  readonly ticket: Ticket
}

/**
 * Exchanges tokens, and remembers what came of it. Whoever asks for the same at once gets the same; what is the same is said
 * by everything that was asked. Failures are never remembered.
 */
export class Exchanger {
  readonly #parts: ExchangerParts
  readonly #memory: TokenMemory
  readonly #flights = new Map<string, Flight>()

  constructor(parts: ExchangerParts) {
    this.#parts = parts
    this.#memory = new TokenMemory(parts.cacheEntries)
  }

  /** A token that was exchanged before under this key, and lasts. */
  recall(cacheKey: string): ExchangeResult | undefined {
    const known = this.#memory.fresh(cacheKey)
    if (known !== undefined) this.#parts.counts.tokensRemembered += 1
    return known?.result
  }

  /** What is remembered, or else the server is asked. Rejects with a `TokenClientError`, or with the reason of the caller's signal. */
  async get(exchange: Exchange, { signal, refresh = false }: CallOptions = {}): Promise<ExchangeResult> {
    signal?.throwIfAborted()
    const { cacheKey } = exchange
    if (cacheKey === undefined) return withSignal(this.#askOnce(exchange), signal)
    const known = refresh ? undefined : this.recall(cacheKey)
    if (known !== undefined) return known
    // Whoever wants a new one must not be given what others who ask for the same still take, nor they it later.
    const flightKey = refresh ? `${cacheKey} anew` : cacheKey
    if (refresh) this.#outdate(cacheKey)
    const flight = this.#flights.get(flightKey) ?? this.#start(flightKey, cacheKey, exchange, refresh)
    return withSignal(flight.result, signal)
  }

  /** Forgets what this process holds of certain callers, and remembers nothing of what is on its way. */
  forget(isMeant: (claims: JsonObject) => boolean): void {
    for (const key of this.#flights.keys()) this.#outdate(key)
    this.#memory.forget(isMeant)
  }

  /** Those who wait for it get it still; nobody else does. */
  #outdate(flightKey: string): void {
    const flight = this.#flights.get(flightKey)
    if (flight !== undefined) flight.ticket.counts = false
    this.#flights.delete(flightKey)
  }

  #start(flightKey: string, cacheKey: string, exchange: Exchange, refresh: boolean): Flight {
    const ticket = { counts: true }
    const result = this.#fly({ cacheKey, exchange, refresh, ticket }).finally(() => {
      if (ticket.counts) this.#flights.delete(flightKey)
    })
    const flight = { result, ticket }
    this.#flights.set(flightKey, flight)
    return flight
  }

  async #fly(voyage: Voyage): Promise<ExchangeResult> {
    const { cacheKey, refresh } = voyage
    const now = Date.now() / 1000
    const shared = refresh ? undefined : await this.#parts.shared?.get(cacheKey)
    if (shared !== undefined && shared.goodUntil - marginSeconds > now) {
      this.#parts.counts.tokensRemembered += 1
      this.#keep(voyage, shared, now)
      return shared.result
    }
    try {
      return await this.#exchange(voyage)
    } catch (error) {
      // The provider has taken its permission back.
      if (error instanceof TokenClientError && error.reconnectRequired) this.#drop(cacheKey)
      const good = refresh ? undefined : (this.#memory.good(cacheKey) ?? stillGood(shared))
      if (good !== undefined && isOutage(error)) return good.result
      throw error
    }
  }

  async #exchange(voyage: Voyage): Promise<ExchangeResult> {
    const { cacheKey, exchange, refresh, ticket } = voyage
    const issued = await this.#parts.endpoint.exchange(exchange)
    const now = Date.now() / 1000
    const exchanged = rememberable(issued, exchange, now)
    if (exchanged !== undefined) this.#keep(voyage, exchanged, now)
    if (exchanged !== undefined && ticket.counts) void this.#share(cacheKey, exchanged, now)
    // The old one was refused by the provider: it is not given out again because the new one is too short to take its place.
    if (exchanged === undefined && refresh) this.#drop(cacheKey)
    return issued.result
  }

  #keep({ cacheKey, exchange, ticket }: Voyage, exchanged: Exchanged, now: number): void {
    if (ticket.counts) this.#memory.add(cacheKey, exchanged, exchange.subject.claims, now)
  }

  #share(cacheKey: string, exchanged: Exchanged, now: number): Promise<void> | undefined {
    return this.#parts.shared?.set(cacheKey, exchanged, (exchanged.goodUntil - now) * 1000)
  }

  #drop(cacheKey: string): void {
    this.#memory.delete(cacheKey)
    void this.#parts.shared?.delete(cacheKey)
  }

  async #askOnce(exchange: Exchange): Promise<ExchangeResult> {
    return (await this.#parts.endpoint.exchange(exchange)).result
  }
}

function stillGood(shared: Exchanged | undefined): Exchanged | undefined {
  return shared !== undefined && shared.goodUntil > Date.now() / 1000 ? shared : undefined
}

const outages: ReadonlySet<unknown> = new Set<TokenClientErrorCode>([
  'upstream.unavailable',
  'upstream.timeout',
  'upstream.rate_limited',
  'client.busy',
])

function isOutage(error: unknown): boolean {
  return error instanceof TokenClientError && outages.has(error.code)
}
