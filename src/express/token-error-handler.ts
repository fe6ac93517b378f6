import type { ErrorRequestHandler, Response } from 'express'
import { TokenClientError, type TokenClientErrorCode } from '../token-client/token-client-error.ts'

/** How one kind of failure is answered. */
interface Answer {
  readonly status: 401 | 403 | 500 | 502 | 503
  /** The problem's `error`. */
  readonly error: string
  readonly title: string
}

const unavailable: Answer = {
  status: 503,
  error: 'temporarily_unavailable',
  title: 'An upstream token cannot be had now',
}
const refused: Answer = { status: 502, error: 'upstream_refused', title: 'An upstream token was refused' }
const broken: Answer = { status: 500, error: 'server_error', title: 'An upstream token could not be asked for' }
const invalid: Answer = { status: 401, error: 'invalid_token', title: 'The credential is not valid' }
const foreign: Answer = { status: 403, error: 'forbidden', title: 'The credential opens no upstream account' }

/** The user can mend this one, and a client can know it by its `error`. */
const reconnect: Answer = {
  status: 403,
  error: 'account_link_required',
  title: 'Link the account: this needs your permission at the provider, once more',
}

const answers: Readonly<Record<TokenClientErrorCode, Answer>> = {
  'client.unconfigured': broken,
  'client.key': broken,
  'client.refused': refused,
  'client.busy': unavailable,
  'client.closed': unavailable,
  'request.invalid': broken,
  'connection.unnamed': broken,
  'connection.unknown': broken,
  'connection.reconnect': reconnect,
  'subject.missing': foreign,
  'subject.malformed': broken,
  'subject.issuer': foreign,
  'subject.refused': invalid,
  'subject.unknown': unavailable,
  'exchange.refused': refused,
  'upstream.unavailable': unavailable,
  'upstream.timeout': unavailable,
  'upstream.rate_limited': unavailable,
  'upstream.malformed': refused,
}

/** Seconds after which a client may come back where nobody says when. */
const defaultRetryAfter = 1

/**
 * An error handler for `TokenClientError`s; every other error goes on. It stands behind the routes. Without it Express
 * answers with the authorisation server's status, as if the caller's own request had been refused.
 *
 * A caller who has to link the account again gets 403 `account_link_required` with the connection's name. What can be
 * tried again is 503 with `Retry-After`, what the authorisation server refused 502. Answers are `application/problem+json`.
 *
 * @example
 * app.use(tokenErrorHandler())
 */
export function tokenErrorHandler(): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    if (!(error instanceof TokenClientError) || res.headersSent) return next(error)
    respond(error, res)
  }
}

function respond(failure: TokenClientError, res: Response): void {
  const { status, error, title } = answers[failure.code]
  const connection = failure.reconnectRequired ? failure.connection : undefined
  const problem = {
    type: `urn:portcullis:error:${error}`,
    title,
    status,
    error,
    ...(connection !== undefined && { connection }),
  }
  res.statusCode = status
  res.setHeader('content-type', 'application/problem+json')
  res.setHeader('cache-control', 'no-store')
  if (status === 401) res.setHeader('www-authenticate', 'Bearer error="invalid_token"')
  if (status === 503) res.setHeader('retry-after', String(failure.retryAfter ?? defaultRetryAfter))
  res.end(JSON.stringify(problem))
}
