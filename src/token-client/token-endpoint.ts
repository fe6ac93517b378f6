import { setTimeout as sleep } from 'node:timers/promises'
import { authenticateClient } from '../issuer/client-authentication.ts'
import { EndpointFinder } from '../issuer/endpoint-finder.ts'
import { fail, type Outcome } from '../issuer/key-fault.ts'
import { keepNewest } from '../memory/keep-newest.ts'
import { Circuit } from '../waiting/circuit.ts'
import { setDeadline } from '../waiting/deadline.ts'
import type { OpenCalls } from '../waiting/open-calls.ts'
import { Turns } from '../waiting/turns.ts'
import { askTokenEndpoint, type TokenAnswer, type TokenRequest } from './ask-token-endpoint.ts'
import type { ExchangeCounts } from './exchanger.ts'
import { type Failure, failureOf, secondsOf, unfound } from './failure-of.ts'
import { leastAttemptMs, Pause } from './pause.ts'
import type { Issued } from './read-answer.ts'
import type { ConfiguredClient } from './settings.ts'
import { TokenClientError, type TokenClientErrorCode } from './token-client-error.ts'
import type { Exchange } from './types.ts'
import type { ExchangeFailure, TokenClientWatch } from './watch.ts'

/** Exchanges that may wait for their turn: each holds a request of the application's. */
const mostWaiting = 1000

/** Five failures in a row; then a second of rest, and up to half a minute. */
const circuitLimits = { mostFailures: 5, restMs: 1_000, longestRestMs: 30_000 }

/** Connections whose state is remembered. */
const mostCircuits = 100

/** Attempts for one exchange, the first included. */
const mostAttempts = 3

/** Milliseconds before the attempt that follows a refused connection; each doubles it. */
const firstRetryMs = 100

/** Milliseconds for which nothing is asked after "too many requests" that does not say how long. */
const defaultPauseMs = 1_000

/** Milliseconds without a question after the server did not know us, or not for this grant. */
const unknownClientPauseMs = 10_000

type Refusal = Extract<TokenAnswer, { readonly kind: 'refused' }>

/** What an endpoint is made of. */
export interface TokenEndpointParts {
  readonly client: ConfiguredClient
  readonly privateAddresses: 'allow' | 'refuse'
  readonly watch: TokenClientWatch
  readonly calls: OpenCalls
  readonly counts: Pick<ExchangeCounts, 'tokensExchanged'>
}

/**
 * The token endpoint of one authorisation server. So many exchanges at once, each under one deadline with all that belongs
 * to it; and none while the server is down or wants to be left alone.
 */
export class TokenEndpoint {
  readonly #parts: TokenEndpointParts
  readonly #finder: EndpointFinder
  readonly #request: Omit<TokenRequest, 'exchange' | 'endpoint'>
  readonly #turns: Turns
  /** By connection: a provider that is down behind the server keeps nobody from another. */
  readonly #circuits = new Map<string, Circuit>()
  readonly #pause = new Pause()
  /** By grant type, of which there are two: a client may be allowed one of them, and not the other. */
  readonly #unallowed = new Map<string, Pause>()

  constructor(parts: TokenEndpointParts) {
    const { issuer, tokenEndpoint, clientId, credential, certified, fetch, timeoutMs, concurrency } = parts.client
    const name = certified ? 'mtls_token_endpoint' : 'token_endpoint'
    const { privateAddresses, calls } = parts
    this.#parts = parts
    this.#finder = new EndpointFinder(
      { name, issuer, endpoint: tokenEndpoint, metadataUrl: undefined, privateAddresses, fetch, calls },
      timeoutMs,
    )
    this.#request = { issuer, clientId, authentication: authenticateClient(credential), credential, fetch }
    this.#turns = new Turns(concurrency, mostWaiting)
  }

  /** @throws {TokenClientError} */
  async exchange(exchange: Exchange): Promise<Issued> {
    const { connection } = exchange
    if (this.#turns.full) throw new TokenClientError('client.busy', { retryAfter: 1, connection })
    const { calls, client } = this.#parts
    const controller = new AbortController()
    const end = calls.began(controller)
    const takeBack = setDeadline(client.timeoutMs, () => controller.abort())
    const dueMs = performance.now() + client.timeoutMs
    try {
      return await this.#inTurn(exchange, dueMs, controller.signal)
    } catch (thrown) {
      throw this.#errorOf(thrown, exchange, controller.signal)
    } finally {
      takeBack()
      end()
    }
  }

  async #inTurn(exchange: Exchange, dueMs: number, signal: AbortSignal): Promise<Issued> {
    if (!(await this.#turns.take(signal))) throw new TokenClientError('upstream.timeout')
    try {
      await this.#pause.end(dueMs, signal)
      // Sent now it would only be given up, and look like a failure of the server's.
      if (performance.now() + leastAttemptMs > dueMs) throw new TokenClientError('upstream.timeout')
      const restMs = this.#circuitOf(exchange).enter()
      if (restMs > 0) throw new TokenClientError('upstream.unavailable', { retryAfter: secondsOf(restMs) })
      return await this.#attempts(exchange, dueMs, signal)
    } finally {
      this.#turns.giveBack()
    }
  }

  /** Again only where nothing can have happened: nobody took the connection, or the server says when it wants to be asked. */
  async #attempts(exchange: Exchange, dueMs: number, signal: AbortSignal): Promise<Issued> {
    for (let attempt = 1; ; attempt += 1) {
      await this.#pause.end(dueMs, signal)
      await this.#unallowed.get(exchange.grantType)?.end(dueMs, signal)
      const answer = await this.#ask(exchange, signal)
      if (answer.kind === 'issued') {
        this.#note(exchange, undefined)
        return answer.issued
      }
      if (answer.kind === 'refused') this.#leaveAlone(answer, exchange)
      const waitMs = this.#beforeNext(answer, attempt)
      if (attempt === mostAttempts || waitMs === undefined || performance.now() + waitMs + leastAttemptMs > dueMs) {
        const failure = failureOf(answer, exchange)
        this.#note(exchange, failure)
        throw failure
      }
      await sleep(waitMs, undefined, { signal })
    }
  }

  async #ask(exchange: Exchange, signal: AbortSignal): Promise<TokenAnswer> {
    const endpoint = await Promise.race([this.#finder.find(), abortOf(signal)])
    if (!endpoint.ok) {
      const failure = unfound(endpoint, this.#request.issuer)
      this.#note(exchange, failure)
      throw failure
    }
    this.#parts.counts.tokensExchanged += 1
    return askTokenEndpoint({ ...this.#request, exchange, endpoint: endpoint.value }, signal)
  }

  /** Milliseconds until the next attempt; undefined: there is none. Others learn of a pause that the server wants. */
  #beforeNext(failure: Failure, attempt: number): number | undefined {
    if (failure.kind === 'unanswered') return failure.unsent ? firstRetryMs * 2 ** (attempt - 1) : undefined
    if (failure.kind !== 'refused') return undefined
    const { status, error, retryAfterMs } = failure
    if (status === 429 || (status === 503 && retryAfterMs !== undefined)) {
      const code = status === 429 ? 'upstream.rate_limited' : 'upstream.unavailable'
      this.#pause.begin(retryAfterMs ?? defaultPauseMs, { code, status, error })
      return retryAfterMs
    }
    return undefined
  }

  /** Asking again at once would change nothing where the client itself is refused. */
  #leaveAlone({ status, error }: Refusal, { grantType }: Exchange): void {
    const reason = { code: 'client.refused', status, error } as const
    if (error === 'invalid_client') this.#pause.begin(unknownClientPauseMs, reason)
    if (error !== 'unauthorized_client') return
    const pause = new Pause()
    pause.begin(unknownClientPauseMs, reason)
    this.#unallowed.set(grantType, pause)
  }

  #note(exchange: Exchange, failure: TokenClientError | undefined): void {
    const { watch } = this.#parts
    const circuit = this.#circuitOf(exchange)
    const isOurs = failure !== undefined && !aboutUser.has(failure.code)
    if (isOurs) watch.failed(describe(failure))
    else watch.succeeded()
    if (failure !== undefined && downCodes.has(failure.code)) circuit.failed()
    else if (failure?.code !== 'client.key') circuit.succeeded()
  }

  #circuitOf({ connection = '' }: Exchange): Circuit {
    const circuit = this.#circuits.get(connection) ?? new Circuit(circuitLimits)
    // Without a list of connections their names may come from anywhere.
    keepNewest(this.#circuits, connection, circuit, mostCircuits)
    return circuit
  }

  #errorOf(thrown: unknown, { connection }: Exchange, signal: AbortSignal): unknown {
    const error = this.#parts.calls.closed
      ? new TokenClientError('client.closed')
      : thrown instanceof TokenClientError || !signal.aborted
        ? thrown
        : new TokenClientError('upstream.timeout')
    if (error instanceof TokenClientError && connection !== undefined) error.connection = connection
    return error
  }
}

/** The server answered, and what it refused is the matter of one user. */
const aboutUser: ReadonlySet<TokenClientErrorCode> = new Set(['exchange.refused', 'connection.reconnect'])

const downCodes: ReadonlySet<TokenClientErrorCode> = new Set(['upstream.unavailable', 'upstream.timeout'])

function describe({ code, status, error }: TokenClientError): ExchangeFailure {
  return { code, ...(status !== undefined && { status }), ...(error !== undefined && { error }) }
}

function abortOf(signal: AbortSignal): Promise<Outcome<never>> {
  if (signal.aborted) return Promise.resolve(fail('timeout'))
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(fail('timeout')), { once: true }))
}
