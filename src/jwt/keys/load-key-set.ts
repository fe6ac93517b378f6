import type { TrustedIssuer } from '../types.ts'
import { discoverKeySetAddress, type Get } from './discover.ts'
import { fetchJson } from './fetch-json.ts'
import type { Outcome } from './key-fault.ts'
import { importKeySet, type KeySet } from './key-set.ts'
import type { KeyLimits } from './limits.ts'
import { parseKeySet } from './parse-key-set.ts'

/** Where a source fetches from. */
export type RemoteOrigin = Extract<TrustedIssuer['keys'], { kind: 'discovery' | 'jwksUri' }>

/** Fetches an issuer's keys anew, discovery included, so that a key set that has moved is found. Never rejects. */
export async function loadKeySet(
  { issuer, algorithms }: TrustedIssuer,
  origin: RemoteOrigin,
  limits: Pick<KeyLimits, 'maxBytes' | 'maxKeys'>,
  signal: AbortSignal,
): Promise<Outcome<KeySet>> {
  const get: Get = (address) => fetchJson(address, limits.maxBytes, signal)
  const address =
    origin.kind === 'jwksUri'
      ? ({ ok: true, value: origin.url } as const)
      : await discoverKeySetAddress(issuer, origin.metadataUrl, get)
  if (!address.ok) return address
  const fetched = await get(address.value)
  if (!fetched.ok) return fetched
  const keys = parseKeySet(fetched.value, algorithms, limits.maxKeys)
  return keys.ok ? { ok: true, value: await importKeySet(keys.value) } : keys
}
