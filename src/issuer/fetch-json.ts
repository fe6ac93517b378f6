import { type Fetched, type FetchFault, readJson } from './read-json.ts'

/**
 * GETs a JSON value from an address that may be asked, by Node's `fetch` or another. Never rejects. No redirect is
 * followed (J-04).
 */
export function fetchJson(
  address: string,
  maxBytes: number,
  signal: AbortSignal,
  send: typeof fetch = fetch,
): Promise<Fetched | FetchFault> {
  const get = () => send(address, { redirect: 'manual', signal, headers: { accept: 'application/json' } })
  return readJson(get, maxBytes, signal)
}
