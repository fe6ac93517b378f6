import { withSignal } from '../waiting/with-signal.ts'
import { type Exchanged, marginSeconds, rememberable } from './exchanged.ts'
import type { Issued } from './read-answer.ts'
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

/**
 * Exchanges tokens, and remembers what came of it. Whoever asks for the same at once gets the same; what is the same is said
 * by everything that was asked. Failures are never remembered.
 */
export class Exchanger {
  readonly #parts: ExchangerParts
  readonly #memory: TokenMemory
  readonly #flights = new Map<string, Promise<ExchangeResult>>()
  /** Counts how often everything was forgotten: what was on its way then is not remembered. */
  #forgotten = 0

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
    // Whoever wants a new one must not be given what others who ask for the same still take.
    const flightKey = refresh ? `${cacheKey} anew` : cacheKey
    const flight = this.#flights.get(flightKey) ?? this.#start(flightKey, () => this.#fly(cacheKey, exchange, refresh))
    return withSignal(flight, signal)
  }

  /** Forgets every token that this process holds. */
  forget(): void {
    this.#forgotten += 1
    this.#flights.clear()
    this.#memory.clear()
  }

  #start(flightKey: string, fly: () => Promise<ExchangeResult>): Promise<ExchangeResult> {
    const flight = fly().finally(() => {
      if (this.#flights.get(flightKey) === flight) this.#flights.delete(flightKey)
    })
    this.#flights.set(flightKey, flight)
    return flight
  }

  async #fly(cacheKey: string, exchange: Exchange, refresh: boolean): Promise<ExchangeResult> {
    const forgotten = this.#forgotten
    const now = Date.now() / 1000
    const shared = refresh ? undefined : await this.#parts.shared?.get(cacheKey)
    if (shared !== undefined && shared.goodUntil - marginSeconds > now) {
      this.#parts.counts.tokensRemembered += 1
      if (forgotten === this.#forgotten) this.#memory.add(cacheKey, shared, now)
      return shared.result
    }
    try {
      return await this.#exchange(cacheKey, exchange, forgotten, refresh)
    } catch (error) {
      // The provider has taken its permission back.
      if (error instanceof TokenClientError && error.reconnectRequired) this.#drop(cacheKey)
      const good = refresh ? undefined : (this.#memory.good(cacheKey) ?? stillGood(shared))
      if (good !== undefined && isOutage(error)) return good.result
      throw error
    }
  }

  async #exchange(cacheKey: string, exchange: Exchange, forgotten: number, refresh: boolean): Promise<ExchangeResult> {
    const issued = await this.#ask(exchange)
    const now = Date.now() / 1000
    const exchanged = rememberable(issued, exchange, now)
    if (exchanged !== undefined && forgotten === this.#forgotten) this.#remember(cacheKey, exchanged, now)
    // The old one was refused by the provider: it is not given out again because the new one is too short to take its place.
    if (exchanged === undefined && refresh) this.#drop(cacheKey)
    return issued.result
  }

  #drop(cacheKey: string): void {
    this.#memory.delete(cacheKey)
    void this.#parts.shared?.delete(cacheKey)
  }

  #remember(cacheKey: string, exchanged: Exchanged, now: number): void {
    this.#memory.add(cacheKey, exchanged, now)
    void this.#parts.shared?.set(cacheKey, exchanged, (exchanged.goodUntil - now) * 1000)
  }

  async #askOnce(exchange: Exchange): Promise<ExchangeResult> {
    return (await this.#ask(exchange)).result
  }

  #ask(exchange: Exchange): Promise<Issued> {
    return this.#parts.endpoint.exchange(exchange)
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
