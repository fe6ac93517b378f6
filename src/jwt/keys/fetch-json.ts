import { type Fetched, type FetchFault, readJson } from './read-json.ts'

/** GETs a JSON value from an address that may be asked. Never rejects. No redirect is followed (J-04). */
export function fetchJson(address: string, maxBytes: number, signal: AbortSignal): Promise<Fetched | FetchFault> {
  const send = () => fetch(address, { redirect: 'manual', signal, headers: { accept: 'application/json' } })
  return readJson(send, maxBytes, signal)
}
