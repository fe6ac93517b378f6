import { argumentsOf, callNames, callOptions, neededText, optionalText, parameter } from './arguments.ts'
import { accessTokenType, exchangeGrant } from './token-types.ts'
import type { CallOptions, Exchange, SubjectToken } from './types.ts'

const issuedTypes: ReadonlySet<string> = new Set([accessTokenType])

/** What was asked for, read. */
export interface OnBehalfOfCall {
  readonly accessToken: unknown
  readonly audience: string
  readonly scope: string | undefined
  readonly options: CallOptions
}

const names: readonly string[] = ['accessToken', 'audience', 'scope', ...callNames]

/** @throws {TokenClientError} for what cannot be asked. */
export function readOnBehalfOfCall(request: unknown): OnBehalfOfCall {
  const given = argumentsOf(request, 'getTokenOnBehalfOf', names)
  return {
    accessToken: given.accessToken,
    audience: neededText(given, 'audience'),
    scope: optionalText(given, 'scope'),
    options: callOptions(given),
  }
}

/** A token for another API in the caller's name (RFC 8693 §2.1). */
export function onBehalfOfExchange(
  subject: SubjectToken,
  { audience, scope }: Pick<OnBehalfOfCall, 'audience' | 'scope'>,
): Exchange {
  return {
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
    cacheKey: JSON.stringify(['on behalf of', subject.digest, audience, scope]),
  }
}
