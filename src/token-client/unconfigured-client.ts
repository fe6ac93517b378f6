import type { TokenClientSettings } from './settings.ts'
import { TokenClientError } from './token-client-error.ts'
import type { TokenClient } from './types.ts'

/** A client that says at each call what has to be set before it can make one. */
export function createUnconfiguredClient(says: string): TokenClient {
  const reject = async (): Promise<never> => {
    throw new TokenClientError('client.unconfigured', { says })
  }
  return Object.freeze({
    getAccessTokenForConnection: reject,
    getTokenOnBehalfOf: reject,
    getTokenByExchangeProfile: reject,
  })
}

/** What to set, in a sentence. */
export function whatToSet(issuer: string | undefined, { missing }: TokenClientSettings): string {
  const names = [
    ...(issuer === undefined ? ['AUTH0_DOMAIN (or domain, or issuer)'] : []),
    ...(missing === undefined ? [] : [missing]),
  ]
  return `set ${names.join(', ')}. The options of a gate have these under tokens.`
}
