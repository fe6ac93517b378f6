import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import {
  createTokenClient,
  type StandaloneTokenClient,
  TokenClientError,
  type TokenClientOptions,
} from '../../src/token-client.ts'
import type { TokenEndpoint } from '../support/token-endpoint.ts'

export const clientId = 'shop'
export const clientSecret = 'swordfish-of-the-shop'

/** A client of the test's endpoint, to which no environment adds anything. It has a secret, unless it has another credential. */
export function clientOf(
  { issuer }: Pick<TokenEndpoint, 'issuer'>,
  options: TokenClientOptions = {},
): StandaloneTokenClient {
  const hasOwn = 'privateKey' in options || 'clientCertificate' in options
  return createTokenClient({ issuer, clientId, ...(!hasOwn && { clientSecret }), ...options }, {})
}

/** A connection's request that is good but for the changes. */
export const calendar = { connection: 'google-oauth2', accessToken: 'opaque-token-of-alice' }

/** A JWT that nobody signed: what a token client reads without verifying it. */
export function jwt(claims: Readonly<Record<string, unknown>>, header: Readonly<Record<string, unknown>> = {}): string {
  const parts = [{ alg: 'RS256', ...header }, claims].map((part) => Buffer.from(JSON.stringify(part)))
  return [...parts, Buffer.from('signature')].map((part) => part.toString('base64url')).join('.')
}

/** What a call rejects with, which has to be an error of the token client. */
export async function failureOf(call: Promise<unknown>): Promise<TokenClientError> {
  try {
    await call
  } catch (error) {
    assert.ok(error instanceof TokenClientError, `${error}`)
    return error
  }
  return assert.fail('it was answered')
}

/** `ok`, or the code of what it rejects with. */
export function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => (error instanceof TokenClientError ? error.code : Promise.reject(error)),
  )
}

/** Waits until it holds: some seconds at most, so that a test which fails also ends. */
export async function until(holds: () => boolean): Promise<void> {
  // The other clocks may be made to jump.
  const end = process.hrtime.bigint() + 8_000_000_000n
  while (!holds()) {
    assert.ok(process.hrtime.bigint() < end, 'it never held')
    await new Promise(setImmediate)
  }
}

/** Lets both clocks of this process jump. Returns what moves them on. */
export function movableClocks({ mock }: TestContext): (seconds: number) => void {
  const [wall, monotonic] = [Date.now.bind(Date), performance.now.bind(performance)]
  let aheadMs = 0
  mock.method(Date, 'now', () => wall() + aheadMs)
  mock.method(performance, 'now', () => monotonic() + aheadMs)
  return (seconds) => {
    aheadMs += seconds * 1000
  }
}
