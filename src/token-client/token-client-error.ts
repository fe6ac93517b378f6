import type { TokenReason, UnknownTokenReason } from '../jwt/types.ts'

type Reason = TokenReason | UnknownTokenReason

/** What each code says. The closed list; docs/upstream-tokens.md shows it. */
const codes = {
  'client.unconfigured': 'The token client is not configured',
  'client.key': 'The private key of the token client could not be had',
  'client.refused': 'The authorisation server does not know the client, or does not allow it this grant',
  'client.busy': 'Too many exchanges wait already',
  'client.closed': 'The token client was closed',
  'request.invalid': 'An exchange was asked for in a way that cannot be',
  'connection.unnamed': 'No connection was named, and the operation has no default',
  'connection.unknown': 'The connection is not one that may be asked for',
  'connection.reconnect': 'The user has to link the account again',
  'subject.missing': 'The caller came without a token that could be exchanged',
  'subject.malformed': 'The token that is to be exchanged cannot be one',
  'subject.issuer': 'The token is of another issuer than the token client',
  'subject.refused': 'The token that is to be exchanged is not valid, or no longer',
  'subject.unknown': 'Whether the token that is to be exchanged is valid cannot be known now',
  'exchange.refused': 'The authorisation server refused the exchange',
  'upstream.unavailable': 'The authorisation server cannot be reached, or does not answer properly',
  'upstream.timeout': 'The authorisation server did not answer in time',
  'upstream.rate_limited': 'The authorisation server wants to be asked less often',
  'upstream.malformed': 'What the authorisation server answered is not what it should be',
} as const

export type TokenClientErrorCode = keyof typeof codes

/** Every code, and what it says. */
export const tokenClientErrorCodes: Readonly<Record<TokenClientErrorCode, string>> = Object.freeze(codes)

/** What is known of a failure beside its code. */
export interface TokenFailure {
  /** More than the code says, in words of ours. */
  readonly says?: string
  readonly status?: number | undefined
  readonly error?: string | undefined
  readonly retryAfter?: number | undefined
  readonly reason?: Reason | undefined
  readonly connection?: string | undefined
  readonly cause?: unknown
}

/**
 * Why a token was not exchanged. Neither message nor stack nor JSON hold a token, a secret, or a text from upstream.
 */
export class TokenClientError extends Error {
  override readonly name = 'TokenClientError'
  readonly code: TokenClientErrorCode
  /** The status that the authorisation server answered with. */
  declare readonly status?: number
  /** The `error` that it answered with (RFC 6749 §5.2), where it is a plain name. */
  declare readonly error?: string
  /** Seconds after which it may be tried again. */
  declare readonly retryAfter?: number
  /** The user has to link the account of the connection again; nothing else helps. */
  readonly reconnectRequired: boolean
  /** The connection that was asked for. */
  declare connection?: string
  /** `subject.refused` and `subject.unknown`: the precise reason, as in docs/reasons.md. */
  declare readonly reason?: Reason

  constructor(code: TokenClientErrorCode, failure: TokenFailure = {}) {
    const { says, cause, status, error, retryAfter, reason, connection } = failure
    const message = says === undefined ? `${codes[code]}.` : `${codes[code]}: ${says}`
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.reconnectRequired = code === 'connection.reconnect'
    if (status !== undefined) this.status = status
    if (error !== undefined) this.error = error
    if (retryAfter !== undefined) this.retryAfter = retryAfter
    if (connection !== undefined) this.connection = connection
    if (reason !== undefined) this.reason = reason
  }

  toJSON(): object {
    const { name, code, message, status, error, retryAfter, reconnectRequired, connection, reason } = this
    return { name, code, message, status, error, retryAfter, reconnectRequired, connection, reason }
  }
}
