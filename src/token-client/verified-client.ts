import type { Identity } from '../jwt/types.ts'
import { type Later, whenKnown } from '../waiting/when-known.ts'
import { argumentsOf, callNames, callOptions, neededText, optionalText } from './arguments.ts'
import { assertOpen, type ClientParts } from './client-parts.ts'
import { connectionExchangeOf, connectionKey, readConnectionCall } from './connection-exchange.ts'
import { assertKnown } from './connections.ts'
import { onBehalfOfExchange, readOnBehalfOfCall } from './on-behalf-of.ts'
import { profileExchange, profileOptions } from './profile-exchange.ts'
import { parseSubject, verifiedSubjectOf } from './subject-token.ts'
import { TokenClientError } from './token-client-error.ts'
import { accessTokenType } from './token-types.ts'
import type { CallOptions, Exchange, ExchangeResult, SubjectToken, TokenClient, TokenResult } from './types.ts'

/** Judges a token as it is now: valid, of whom, and not revoked. */
export type Identify = (token: string) => Later<Identity>

/** What a handler may say beside the connection's name. */
export interface ConnectionTokenOptions extends CallOptions {
  /** The user's id at the provider (never an e-mail address), where one user has several accounts there. */
  loginHint?: string
}

/** A client that exchanges only what was verified. */
export interface VerifiedClient extends TokenClient {
  /**
   * The same as `getAccessTokenForConnection`, for a token that one scheme has let in. What is remembered is there at once.
   * @throws {TokenClientError}
   */
  connectionToken(token: string, identify: Identify, connection: string, options: unknown): Later<TokenResult>
}

/** @param identifyAny Judges a token by whichever scheme takes the issuer's. */
export function createVerifiedClient(parts: ClientParts, identifyAny: Identify): VerifiedClient {
  const { issuer, exchanger, connections } = parts
  const verify = (text: string, identify: Identify): Later<SubjectToken> => {
    assertOpen(parts)
    return whenKnown(identify(text), (identity) => subjectOf(text, identity, issuer))
  }
  const get = async (exchange: Exchange, identify: Identify, options: CallOptions): Promise<ExchangeResult> => {
    const result = await exchanger.get(exchange, options)
    // It may have taken a while, in which the caller's token was revoked.
    await verify(exchange.subject.text, identify)
    return result
  }
  return Object.freeze({
    async getAccessTokenForConnection(request) {
      const { connection, accessToken, loginHint, options } = readConnectionCall(request)
      const { text } = parseSubject(accessToken, 'accessToken')
      assertKnown(connection, connections)
      const subject = await verify(text, identifyAny)
      return get(connectionExchangeOf(subject, connection, loginHint), identifyAny, options)
    },
    async getTokenOnBehalfOf(request) {
      const call = readOnBehalfOfCall(request)
      const { text } = parseSubject(call.accessToken, 'accessToken')
      return get(onBehalfOfExchange(await verify(text, identifyAny), call), identifyAny, call.options)
    },
    async getTokenByExchangeProfile(request) {
      const exchange = profileExchange(request)
      // Of a type of the owner's own the profile judges for itself.
      const isAccessToken = request.subjectTokenType === accessTokenType
      assertOpen(parts)
      if (!isAccessToken) return exchanger.get(exchange, profileOptions(request))
      await verify(exchange.subject.text, identifyAny)
      return get(exchange, identifyAny, profileOptions(request))
    },
    connectionToken(token, identify, connection, options) {
      const { loginHint, ...call } = readOptions(options)
      assertKnown(neededText({ connection }, 'connection'), connections)
      return whenKnown(verify(token, identify), (subject): Later<TokenResult> => {
        const mayRecall = call.refresh !== true && call.signal === undefined
        const known = mayRecall ? exchanger.recall(connectionKey(subject, connection, loginHint)) : undefined
        return known ?? get(connectionExchangeOf(subject, connection, loginHint), identify, call)
      })
    },
  } satisfies VerifiedClient)
}

const noOptions: ConnectionTokenOptions = Object.freeze({})

function readOptions(options: unknown): ConnectionTokenOptions {
  if (options === undefined) return noOptions
  const given = argumentsOf(options, 'connectionToken', ['loginHint', ...callNames])
  const loginHint = optionalText(given, 'loginHint')
  return { ...callOptions(given), ...(loginHint !== undefined && { loginHint }) }
}

/** @throws {TokenClientError} where the token is not valid now, or is another issuer's. */
function subjectOf(text: string, identity: Identity, issuer: string): SubjectToken {
  if (identity.kind === 'unknown') {
    const { reason, retryAfter } = identity
    throw new TokenClientError('subject.unknown', { reason, retryAfter })
  }
  if (identity.kind === 'refused') {
    const { reason } = identity
    throw new TokenClientError(reason === 'token.issuer' ? 'subject.issuer' : 'subject.refused', { reason })
  }
  if (identity.issuer !== issuer) throw new TokenClientError('subject.issuer', { says: `it asks ${issuer}.` })
  return verifiedSubjectOf(text, identity.claims)
}
