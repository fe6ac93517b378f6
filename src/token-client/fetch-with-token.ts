import { isSecureAddress } from '../issuer/is-secure-address.ts'
import { isTokenText } from './read-answer.ts'
import type { TokenResult } from './types.ts'

/** Sends a request to the one origin that it was made for. */
export type BoundFetch = (path: string | URL, init?: RequestInit) => Promise<Response>

/**
 * A `fetch` for one token and one origin: the token goes nowhere else (RFC 9700 §4.9). Redirects are not followed, and an
 * address of another origin rejects before anything is sent.
 *
 * @param origin `https://www.googleapis.com`; http is for this machine alone.
 * @throws {TypeError} for what is no origin.
 * @example
 * const calendar = fetchWithToken(await getAuth(req).connectionToken('google-oauth2'), 'https://www.googleapis.com')
 * const events = await calendar('/calendar/v3/calendars/primary/events')
 */
export function fetchWithToken({ accessToken, tokenType }: TokenResult, origin: string): BoundFetch {
  assertOrigin(origin)
  if (!isTokenText(accessToken)) throw new TypeError('this is no token that a header can hold')
  return async (path, init = {}) => {
    if (init instanceof Request) throw new TypeError('give the address, and the rest as an object')
    const url = new URL(path, origin)
    if (url.origin !== origin) throw new TypeError(`this token is for ${origin} alone`)
    const headers = new Headers(init.headers)
    headers.set('authorization', `${tokenType} ${accessToken}`)
    return fetch(url, { ...init, headers, redirect: 'manual' })
  }
}

function assertOrigin(origin: string): void {
  if (typeof origin === 'string' && isSecureAddress(origin) && new URL(origin).origin === origin) return
  throw new TypeError("the origin has to be one, as 'https://www.googleapis.com' (http is for this machine alone)")
}
