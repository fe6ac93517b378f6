import type { KeyFault } from '../issuer/key-fault.ts'
import type { FetchFault } from '../issuer/read-json.ts'
import type { TokenAnswer } from './ask-token-endpoint.ts'
import { TokenClientError, type TokenClientErrorCode } from './token-client-error.ts'
import type { Exchange } from './types.ts'

/** What came back, where it is no token. */
export type Failure = Exclude<TokenAnswer, { readonly kind: 'issued' }>

/** The error that a caller gets. */
export function failureOf(failure: Failure, exchange: Exchange): TokenClientError {
  const { connection } = exchange
  switch (failure.kind) {
    case 'refused': {
      const { status, error } = failure
      const code = codeOfRefusal(status, error, exchange)
      const says = hints[error ?? '']
      return new TokenClientError(code, {
        status,
        error,
        retryAfter: secondsOf(failure.retryAfterMs),
        connection,
        ...(says !== undefined && { says }),
      })
    }
    case 'malformed':
      return new TokenClientError('upstream.malformed', { status: failure.status, connection })
    case 'unanswered': {
      const code = failure.fault === 'timeout' ? 'upstream.timeout' : 'upstream.unavailable'
      return new TokenClientError(code, { connection, cause: failure.cause })
    }
    case 'keyless':
      return new TokenClientError('client.key', { connection, cause: failure.cause })
  }
}

/** Where the endpoint was not found there was nobody to ask. */
export function unfound({ fault, status }: FetchFault, issuer: string): TokenClientError {
  if (fault === 'timeout') return new TokenClientError('upstream.timeout')
  const says = `${unfoundBecause[fault] ?? `the metadata of ${issuer} cannot be had (${fault})`}. Is ${issuer} the right issuer?`
  const isPassing = fault === 'network' || fault === 'tls' || (fault === 'status' && (status ?? 0) >= 500)
  return new TokenClientError(isPassing ? 'upstream.unavailable' : 'upstream.malformed', { says, status })
}

/** What is wrong with the metadata, or with an address in it. */
const unfoundBecause: Readonly<Partial<Record<KeyFault, string>>> = {
  content: 'its metadata names no token endpoint',
  'issuer-mismatch': 'its metadata is that of another issuer',
  insecure: 'the token endpoint has an address that no secret may be sent to',
  'private-address': 'the token endpoint is in a private network, which `keys.privateAddresses` refuses',
}

/** What to do about names that speak of us. */
const hints: Readonly<Record<string, string>> = Object.assign(Object.create(null), {
  invalid_client: 'see that client id and secret (or key) are those of the client at the authorisation server.',
  unsupported_grant_type: 'it knows no such grant.',
  unauthorized_client: 'see that its grant type for this exchange is enabled at the authorisation server.',
  mfa_required:
    'the MFA policy of the tenant asks for it at each exchange; Token Vault needs it to be set by an Action.',
  user_not_found: 'see that loginHint, where one is given, is the id of the user at the provider.',
})

const aboutClient: ReadonlySet<string | undefined> = new Set([
  'invalid_client',
  'unauthorized_client',
  'unsupported_grant_type',
])

/** The vault has no token of the user's that it could give or renew (X-08). */
const aboutAccount: ReadonlySet<string | undefined> = new Set([
  'federated_connection_refresh_token_not_found',
  'federated_connection_refresh_token_flow_failed',
  'invalid_grant',
  'access_denied',
])

function codeOfRefusal(status: number, error: string | undefined, exchange: Exchange): TokenClientErrorCode {
  if (status === 429) return 'upstream.rate_limited'
  if (status >= 500) return 'upstream.unavailable'
  if (aboutClient.has(error)) return 'client.refused'
  if (exchange.connection === undefined) return 'exchange.refused'
  // Who is not found by a hint was given a wrong one; else the user has no such account.
  const unlinked = error === 'user_not_found' && exchange.loginHint === undefined
  return unlinked || aboutAccount.has(error) ? 'connection.reconnect' : 'exchange.refused'
}

/** Seconds: whoever was told a longer wait would not notice that it is over. */
const longestRetryAfter = 3600

export function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.min(longestRetryAfter, Math.max(1, Math.ceil(ms / 1000)))
}
