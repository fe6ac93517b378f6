import type { Identity } from '../jwt/types.ts'
import type { Later } from '../waiting/when-known.ts'
import { argumentsOf, callOptions, neededText, optionalText } from './arguments.ts'
import { connectionExchange, connectionExchangeOf } from './connection-exchange.ts'
import { assertKnown } from './connections.ts'
import { onBehalfOfExchange } from './on-behalf-of.ts'
import { profileExchange } from './profile-exchange.ts'
import { TokenClientError } from './token-client-error.ts'
import type { CallOptions, Exchange, ExchangeResult, SubjectToken, TokenClient, TokenResult } from './types.ts'
import { type ClientParts, signalOf } from './unverified-client.ts'

/** Judges a token as it is now: valid, of whom, and not revoked. */
export type Identify = (token: string) => Later<Identity>

/** What a handler may say beside the connection's name. */
export interface ConnectionTokenOptions extends CallOptions {
  loginHint?: string
}

/** A client that exchanges only what was verified. */
export interface VerifiedClient extends TokenClient {
  /** The same as `getAccessTokenForConnection`, for a token that one scheme has let in. */
  connectionToken(token: string, identify: Identify, connection: string, options: unknown): Promise<TokenResult>
}

/** @param identifyAny Judges a token by whichever scheme takes the issuer's. */
export function createVerifiedClient(
  { issuer, exchanger, connections }: ClientParts,
  identifyAny: Identify,
): VerifiedClient {
  const get = async (exchange: Exchange, identify: Identify, options: CallOptions): Promise<ExchangeResult> => {
    const known = options.refresh === true ? undefined : exchanger.recall(exchange)
    if (known !== undefined) return known
    const result = await exchanger.get(exchange, options)
    // It took a while, in which the caller's token may have been revoked.
    await verifiedSubject(exchange.subject.text, issuer, identify)
    return result
  }
  return Object.freeze({
    async getAccessTokenForConnection(request) {
      const { subject, connection = '', loginHint } = connectionExchange(request)
      assertKnown(connection, connections)
      const verified = await verifiedSubject(subject.text, issuer, identifyAny)
      return get(connectionExchangeOf(verified, connection, loginHint), identifyAny, callOptions(request))
    },
    async getTokenOnBehalfOf(request) {
      const exchange = onBehalfOfExchange(request)
      const subject = await verifiedSubject(exchange.subject.text, issuer, identifyAny)
      return get({ ...exchange, subject }, identifyAny, callOptions(request))
    },
    async getTokenByExchangeProfile(request) {
      const exchange = profileExchange(request)
      return exchanger.get(exchange, signalOf(request))
    },
    async connectionToken(token, identify, connection, options) {
      const given = argumentsOf(options ?? {}, 'connectionToken')
      assertKnown(neededText({ connection }, 'connection'), connections)
      const subject = await verifiedSubject(token, issuer, identify)
      return get(
        connectionExchangeOf(subject, connection, optionalText(given, 'loginHint')),
        identify,
        callOptions(given),
      )
    },
  } satisfies VerifiedClient)
}

/** @throws {TokenClientError} where the token is not valid now, or is another issuer's. */
async function verifiedSubject(text: string, issuer: string, identify: Identify): Promise<SubjectToken> {
  const identity = await identify(text)
  if (identity.kind === 'unknown') {
    const { reason, retryAfter } = identity
    throw new TokenClientError('subject.unknown', { reason, retryAfter })
  }
  if (identity.kind === 'refused') {
    const { reason } = identity
    throw new TokenClientError(reason === 'token.issuer' ? 'subject.issuer' : 'subject.refused', { reason })
  }
  if (identity.issuer !== issuer) throw new TokenClientError('subject.issuer')
  return { text, claims: identity.claims, type: undefined }
}
