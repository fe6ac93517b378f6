import { ownValue } from '../json/json-object.ts'
import { assertOpen, type ClientParts } from './client-parts.ts'
import { connectionExchangeOf, readConnectionCall } from './connection-exchange.ts'
import { assertKnown } from './connections.ts'
import { onBehalfOfExchange, readOnBehalfOfCall } from './on-behalf-of.ts'
import { profileExchange, profileOptions } from './profile-exchange.ts'
import { expiryOf, parseAccessToken } from './subject-token.ts'
import { TokenClientError } from './token-client-error.ts'
import type { CallOptions, Exchange, ExchangeResult, SubjectToken, TokenClient } from './types.ts'

/**
 * A client whose caller has verified what it gives: nothing here can. A token that says itself that it is another
 * issuer's, or over, is refused before anybody is asked.
 */
export function createUnverifiedClient(parts: ClientParts): TokenClient {
  const { issuer, exchanger, connections } = parts
  const get = async (exchange: Exchange, options: CallOptions): Promise<ExchangeResult> => {
    assertOpen(parts)
    return exchanger.get(exchange, options)
  }
  return Object.freeze({
    async getAccessTokenForConnection(request) {
      const { connection, accessToken, loginHint, options } = readConnectionCall(request)
      const subject = plausible(parseAccessToken(accessToken, 'accessToken'), issuer)
      assertKnown(connection, connections)
      return get(connectionExchangeOf(subject, connection, loginHint), options)
    },
    async getTokenOnBehalfOf(request) {
      const call = readOnBehalfOfCall(request)
      const subject = plausible(parseAccessToken(call.accessToken, 'accessToken'), issuer)
      return get(onBehalfOfExchange(subject, call), call.options)
    },
    async getTokenByExchangeProfile(request) {
      return get(profileExchange(request), profileOptions(request))
    },
  } satisfies TokenClient)
}

/** @throws {TokenClientError} where the token says that it is no use. */
function plausible(subject: SubjectToken, issuer: string): SubjectToken {
  const iss = ownValue(subject.claims ?? {}, 'iss')
  if (iss !== undefined && iss !== issuer) throw new TokenClientError('subject.issuer', { says: `it asks ${issuer}.` })
  const expiry = expiryOf(subject)
  if (expiry === undefined || expiry > Date.now() / 1000) return subject
  throw new TokenClientError('subject.refused', { reason: 'token.expired' })
}
