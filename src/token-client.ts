import { readEnvironment } from './configuration/environment.ts'
import { ConfigurationError } from './diagnostics/configuration-error.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { environmentIssuer } from './issuer/named-issuer.ts'
import { createExchanger } from './token-client/create-exchanger.ts'
import type { TokenClientOptions } from './token-client/options.ts'
import { readTokenClient } from './token-client/read-options.ts'
import type { TokenClient } from './token-client/types.ts'
import { createUnconfiguredClient, whatToSet } from './token-client/unconfigured-client.ts'
import { createUnverifiedClient } from './token-client/unverified-client.ts'
import { createTokenClientWatch } from './token-client/watch.ts'
import { OpenCalls } from './waiting/open-calls.ts'

export type { PrivateKey } from './issuer/client-credential.ts'
export type { Store } from './store/types.ts'
export { fetchWithToken } from './token-client/fetch-with-token.ts'
export type { TokenClientOptions } from './token-client/options.ts'
export { TokenClientError, type TokenClientErrorCode } from './token-client/token-client-error.ts'
export type {
  CallOptions,
  ConnectionRequest,
  ExchangeProfileRequest,
  ExchangeResult,
  OnBehalfOfRequest,
  TokenClient,
  TokenResult,
} from './token-client/types.ts'
export { ConfigurationError, type Diagnostic }

/** A token client that stands alone, and can be closed. */
export interface StandaloneTokenClient extends TokenClient {
  /** Ends the exchanges that are under way, and refuses those that are asked for later. */
  close(): void
}

/**
 * Makes a token client without a gate. It verifies no token: exchange only those that your own code has verified.
 *
 * What the options leave out is taken from AUTH0_DOMAIN (or ISSUER_BASE_URL), AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET;
 * what is missing there as well is said by the first call.
 *
 * @throws {ConfigurationError} with everything that is wrong in the options.
 * @example
 * const tokens = createTokenClient({ domain: 'tenant.auth0.com', clientId, clientSecret })
 * const { accessToken } = await tokens.getAccessTokenForConnection({ connection: 'google-oauth2', accessToken: verified })
 */
export function createTokenClient(
  options: TokenClientOptions = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): StandaloneTokenClient {
  const found: Diagnostic[] = []
  const report = (diagnostic: Diagnostic): void => void found.push(diagnostic)
  const environment = readEnvironment(undefined, env, report)
  const settings = readTokenClient({ value: options, label: '', place: undefined }, environment, false, report)
  const issuer = settings.issuer ?? environmentIssuer(environment, report)
  if (found.some(({ severity }) => severity === 'error')) {
    throw new ConfigurationError(found, 'the token client cannot be made')
  }
  const calls = new OpenCalls()
  const close = (): void => calls.close()
  const services = {
    privateAddresses: 'allow' as const,
    calls,
    counts: { tokensExchanged: 0, tokensRemembered: 0 },
    store: undefined,
  }
  const watch = createTokenClientWatch(issuer ?? '', () => {})
  const exchanger = issuer === undefined ? undefined : createExchanger(issuer, settings, { ...services, watch })
  if (issuer === undefined || exchanger === undefined) {
    return Object.freeze({ ...createUnconfiguredClient(whatToSet(issuer, settings)), close })
  }
  const { connections } = settings
  return Object.freeze({ ...createUnverifiedClient({ issuer, exchanger, connections, calls }), close })
}
