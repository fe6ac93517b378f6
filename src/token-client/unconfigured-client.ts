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
export function whatIsMissing(issuer: string | undefined): string {
  return issuer === undefined
    ? 'nothing says which issuer is asked. Set AUTH0_DOMAIN, or give domain or issuer in its options (in a gate: tokens).'
    : 'set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, or give clientId with clientSecret or privateKey in its options (in a gate: tokens).'
}
