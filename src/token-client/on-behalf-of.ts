import { argumentsOf, neededText, optionalText, parameter } from './arguments.ts'
import { parseAccessToken } from './subject-token.ts'
import { accessTokenType, exchangeGrant } from './token-types.ts'
import type { Exchange, OnBehalfOfRequest } from './types.ts'

const issuedTypes: ReadonlySet<string> = new Set([accessTokenType])

/** A token for another API in the caller's name (RFC 8693 §2.1). @throws {TokenClientError} for what cannot be asked. */
export function onBehalfOfExchange(request: OnBehalfOfRequest): Exchange {
  const given = argumentsOf(request, 'getTokenOnBehalfOf')
  const subject = parseAccessToken(given.accessToken, 'accessToken')
  const audience = neededText(given, 'audience')
  const scope = optionalText(given, 'scope')
  return Object.freeze({
    grantType: exchangeGrant,
    parameters: [
      ['subject_token_type', accessTokenType],
      ['subject_token', subject.text],
      ['audience', audience],
      ...parameter('scope', scope),
      ['requested_token_type', accessTokenType],
    ],
    subject,
    issuedTypes,
    handsOutOthers: false,
    name: JSON.stringify(['on behalf of', subject.digest, audience, scope]),
  } satisfies Exchange)
}
