import type { Store } from '../store/types.ts'
import { withCircuit } from '../store/with-circuit.ts'
import { withDeadline } from '../store/with-deadline.ts'
import type { OpenCalls } from '../waiting/open-calls.ts'
import { createCertificateFetch } from './certificate-fetch.ts'
import { type ExchangeCounts, Exchanger } from './exchanger.ts'
import { SealedTokens } from './sealed-tokens.ts'
import type { TokenClientSettings } from './settings.ts'
import { TokenEndpoint } from './token-endpoint.ts'
import type { TokenClientWatch } from './watch.ts'

/** What exchangers need from whoever makes them. */
export interface ExchangerServices {
  readonly privateAddresses: 'allow' | 'refuse'
  readonly watch: TokenClientWatch
  readonly calls: OpenCalls
  readonly counts: ExchangeCounts
  /** Where exchanged tokens are shared, if the settings name no other store. */
  readonly store: Store | undefined
}

/** Makes an exchanger for one issuer; undefined where the settings do not say who asks. */
export function createExchanger(
  issuer: string,
  settings: TokenClientSettings,
  { privateAddresses, watch, calls, counts, store: commonStore }: ExchangerServices,
): Exchanger | undefined {
  const { client, certificate, tokenEndpoint, timeoutMs, concurrency, cacheEntries, shared } = settings
  if (client === undefined) return undefined
  const certified = certificate !== undefined
  const send = certified ? createCertificateFetch(certificate) : fetch
  const configured = { issuer, tokenEndpoint, ...client, certified, fetch: send, timeoutMs, concurrency }
  const endpoint = new TokenEndpoint({ client: configured, privateAddresses, watch, calls, counts })
  const store = shared?.store === undefined ? commonStore : withCircuit(withDeadline(shared.store))
  const sealed = shared && store && new SealedTokens(store, shared.key, { issuer, clientId: client.clientId })
  return new Exchanger({ endpoint, cacheEntries, shared: sealed, counts })
}
