import type { ErrorRequestHandler, Request, Response } from 'express'
import { TokenClientError, type TokenClientErrorCode } from '../token-client/token-client-error.ts'
import { removeBodyHeaders } from './remove-body-headers.ts'

/** How one kind of failure is answered. */
interface Answer {
  readonly status: 401 | 403 | 502 | 503
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
const invalid: Answer = { status: 401, error: 'invalid_token', title: 'The credential is not valid' }
const foreign: Answer = { status: 403, error: 'forbidden', title: 'The credential opens no upstream account' }

/** The user can mend this one, and a client can know it by its `error`. */
const reconnect: Answer = {
  status: 403,
  error: 'account_link_required',
  title: 'Link the account: this needs your permission at the provider',
}

/** What can happen to a program that is right. */
const answers: Readonly<Partial<Record<TokenClientErrorCode, Answer>>> = {
  'client.refused': refused,
  'client.busy': unavailable,
  'client.closed': unavailable,
  'connection.reconnect': reconnect,
  'subject.missing': foreign,
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
 * An error handler for `TokenClientError`s. It stands behind the routes. Without it Express answers with the authorisation
 * server's status, as if the caller's own request had been refused.
 *
 * A caller who has to link the account gets 403 `account_link_required` with the connection's name. What can be tried again
 * is 503 with `Retry-After`, what the authorisation server refused 502. Answers are `application/problem+json`. Every other
 * error goes on, and so do those of a program or its settings (`client.unconfigured`, `connection.unknown`, …).
 *
 * @example
 * app.use(tokenErrorHandler())
 */
export function tokenErrorHandler(): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const answer = error instanceof TokenClientError ? answers[error.code] : undefined
    if (!(error instanceof TokenClientError) || answer === undefined || res.headersSent) return next(error)
    respond(error, answer, req, res)
  }
}

function respond(failure: TokenClientError, { status, error, title }: Answer, req: Request, res: Response): void {
  const connection = failure.reconnectRequired ? failure.connection : undefined
  const problem = {
    type: `urn:portcullis:error:${error}`,
    title,
    status,
    error,
    ...(connection !== undefined && { connection }),
  }
  removeBodyHeaders(res)
  res.statusCode = status
  res.setHeader('content-type', 'application/problem+json')
  res.setHeader('cache-control', 'no-store')
  if (req.headers.origin !== undefined) {
    res.setHeader('access-control-expose-headers', 'WWW-Authenticate, Retry-After')
  }
  if (status === 401) res.setHeader('www-authenticate', 'Bearer error="invalid_token"')
  if (status === 503) res.setHeader('retry-after', String(failure.retryAfter ?? defaultRetryAfter))
  res.end(JSON.stringify(problem))
}
