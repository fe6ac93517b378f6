import { argumentsOf, callNames, callOptions, neededText, optionalText, parameter } from './arguments.ts'
import { accessTokenType, connectionGrant, connectionTokenType } from './token-types.ts'
import type { CallOptions, Exchange, SubjectToken } from './types.ts'

/** Some tenants call what they give an access token. */
const issuedTypes: ReadonlySet<string> = new Set([connectionTokenType, accessTokenType])

/** What was asked for, read. */
export interface ConnectionCall {
  readonly connection: string
  readonly accessToken: unknown
  readonly loginHint: string | undefined
  readonly options: CallOptions
}

const names: readonly string[] = ['connection', 'accessToken', 'loginHint', ...callNames]

/** @throws {TokenClientError} for what cannot be asked. */
export function readConnectionCall(request: unknown): ConnectionCall {
  const given = argumentsOf(request, 'getAccessTokenForConnection', names)
  return {
    connection: neededText(given, 'connection'),
    accessToken: given.accessToken,
    loginHint: optionalText(given, 'loginHint'),
    options: callOptions(given),
  }
}

/** The upstream provider's token for a user (Auth0 Token Vault). */
export function connectionExchangeOf(
  subject: SubjectToken,
  connection: string,
  loginHint: string | undefined,
): Exchange {
  return {
    grantType: connectionGrant,
    parameters: [
      ['connection', connection],
      ['subject_token', subject.text],
      ['subject_token_type', accessTokenType],
      ['requested_token_type', connectionTokenType],
      ...parameter('login_hint', loginHint),
    ],
    connection,
    ...(loginHint !== undefined && { loginHint }),
    subject,
    issuedTypes,
    handsOutOthers: false,
    cacheKey: connectionKey(subject, connection, loginHint),
  }
}

/** The key of such an exchange, worked out without the rest: most of them are remembered. */
export function connectionKey({ digest }: SubjectToken, connection: string, loginHint: string | undefined): string {
  return JSON.stringify(['connection', digest, connection, loginHint])
}
