import type { ServerResponse } from 'node:http'
import { failures } from './failures.ts'
import { respondJson } from './respond-json.ts'
import type { TestFailure } from './types.ts'

/** What the token endpoint answers. */
export type TokenAnswer = Issued | Refused | { readonly kind: 'failed'; readonly how: TestFailure }

/** RFC 8693 §2.2.1. */
export interface Issued {
  readonly kind: 'issued'
  readonly accessToken: string
  /** Seconds. */
  readonly expiresIn: number
  readonly scope: string | undefined
  readonly tokenType: string
}

/** RFC 6749 §5.2; without `error` it is an outage. */
export interface Refused {
  readonly kind: 'refused'
  readonly status: number
  readonly error?: string | undefined
  /** For whoever asks by hand. */
  readonly says?: string
  /** Seconds. */
  readonly retryAfter?: number | undefined
}

export function refuse(status: number, error: string, says: string): Refused {
  return { kind: 'refused', status, error, says }
}

/** RFC 6749 §5.1: nobody on the way keeps a token. */
const headers = { 'cache-control': 'no-store' }

export function sendTokenAnswer(response: ServerResponse, answer: TokenAnswer): void {
  if (answer.kind === 'failed') failures[answer.how](response)
  else if (answer.kind === 'refused') sendRefused(response, answer)
  else sendIssued(response, answer)
}

function sendRefused(response: ServerResponse, { status, error, says, retryAfter }: Refused): void {
  const body = { error, error_description: says }
  respondJson(response, status, body, {
    ...headers,
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...(status === 405 && { allow: 'POST' }),
  })
}

function sendIssued(response: ServerResponse, { accessToken, expiresIn, scope, tokenType }: Issued): void {
  const body = { access_token: accessToken, scope, expires_in: expiresIn, issued_token_type: tokenType }
  respondJson(response, 200, { ...body, token_type: 'Bearer' }, headers)
}
