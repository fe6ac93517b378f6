import { EndpointWatch } from '../issuer/endpoint-watch.ts'
import type { TokenClientErrorCode } from './token-client-error.ts'

/** Something that happened to the exchanges of one issuer. Holds no token and no secret; `error` is a name at most. */
export interface TokensEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly issuer: string
  /** `failed`: the first exchange that failed for no fault of its user, and the first that fails for another reason. */
  readonly kind: 'failed' | 'recovered'
  readonly code?: TokenClientErrorCode
  /** What the server answered, where it did. */
  readonly status?: number
  readonly error?: string
}

/** How an issuer answers exchanges. */
export interface TokensHealth {
  readonly issuer: string
  readonly state: 'untried' | 'answering' | 'failing'
  /** Exchanges without an answer since the last that had one. */
  readonly failures: number
  readonly lastError?: TokenClientErrorCode
}

/** What went wrong with an exchange. */
export type ExchangeFailure = Required<Pick<TokensEvent, 'code'>> & Pick<TokensEvent, 'status' | 'error'>

export type TokenClientWatch = EndpointWatch<ExchangeFailure>

export function createTokenClientWatch(issuer: string, observe: (event: TokensEvent) => void): TokenClientWatch {
  return new EndpointWatch(
    ({ code }) => code,
    (change) => {
      const failure = change.kind === 'failed' ? change.failure : {}
      observe({ atMs: Date.now(), issuer, kind: change.kind, ...failure })
    },
  )
}

export function healthOf(issuer: string, { state, failures, last }: TokenClientWatch): TokensHealth {
  return Object.freeze({ issuer, state, failures, ...(last !== undefined && { lastError: last.code }) })
}
