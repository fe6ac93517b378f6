import { argumentsOf, neededText, optionalText, parameter } from './arguments.ts'
import { parseAccessToken } from './subject-token.ts'
import { accessTokenType, connectionGrant, connectionTokenType } from './token-types.ts'
import type { ConnectionRequest, Exchange, SubjectToken } from './types.ts'

/** Some tenants call what they give an access token. */
const issuedTypes: ReadonlySet<string> = new Set([connectionTokenType, accessTokenType])

/** The upstream provider's token for a user (Auth0 Token Vault). @throws {TokenClientError} for what cannot be asked. */
export function connectionExchange(request: ConnectionRequest): Exchange {
  const given = argumentsOf(request, 'getAccessTokenForConnection')
  const connection = neededText(given, 'connection')
  const subject = parseAccessToken(given.accessToken, 'accessToken')
  return connectionExchangeOf(subject, connection, optionalText(given, 'loginHint'))
}

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
    name: connectionName(subject, connection, loginHint),
  }
}

/** The name of such an exchange, worked out without the rest: most of them are remembered. */
export function connectionName({ digest }: SubjectToken, connection: string, loginHint: string | undefined): string {
  return JSON.stringify(['connection', digest, connection, loginHint])
}
