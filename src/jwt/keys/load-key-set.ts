import { discoverAddress } from '../../issuer/discover.ts'
import { fetchJson } from '../../issuer/fetch-json.ts'
import { isSecureAddress } from '../../issuer/is-secure-address.ts'
import { fail, type Outcome } from '../../issuer/key-fault.ts'
import { isPrivateAddress } from '../../issuer/private-address.ts'
import type { TrustedIssuer } from '../types.ts'
import { importKeySet, type KeySet } from './key-set.ts'
import type { KeyLimits } from './limits.ts'
import { parseKeySet } from './parse-key-set.ts'

/** Where a source fetches from. */
export type RemoteOrigin = Extract<TrustedIssuer['keys'], { kind: 'discovery' | 'jwksUri' }>

/** What an issuer publishes now. */
export interface LoadedKeys {
  readonly keys: KeySet
  /** Where they were. */
  readonly address: string
  /** Milliseconds for which the issuer says that they are fresh. */
  readonly freshForMs: number | undefined
}

/**
 * Fetches an issuer's keys anew, discovery included, so that a key set that has moved is found. Those that were `held`
 * and are still there are taken over. Never rejects.
 */
export async function loadKeySet(
  { issuer, algorithms }: TrustedIssuer,
  origin: RemoteOrigin,
  limits: Pick<KeyLimits, 'maxBytes' | 'maxKeys' | 'privateAddresses'>,
  held: KeySet | undefined,
  signal: AbortSignal,
): Promise<Outcome<LoadedKeys>> {
  const get = async (address: string): ReturnType<typeof fetchJson> => {
    if (!isSecureAddress(address)) return fail('insecure')
    const refused = limits.privateAddresses === 'refuse' && (await isPrivateAddress(address, signal))
    return refused ? fail('private-address') : fetchJson(address, limits.maxBytes, signal)
  }
  const address =
    origin.kind === 'jwksUri'
      ? ({ ok: true, value: origin.url } as const)
      : await discoverAddress('jwks_uri', issuer, origin.metadataUrl, get)
  if (!address.ok) return address
  const fetched = await get(address.value)
  if (!fetched.ok) return fetched
  const parsed = parseKeySet(fetched.value, algorithms, limits.maxKeys)
  if (!parsed.ok) return parsed
  const keys = await importKeySet(parsed.value, held)
  return { ok: true, value: { keys, address: address.value, freshForMs: fetched.freshForMs } }
}
