import { ownValue } from '../json/json-object.ts'
import { callOptions } from './arguments.ts'
import { connectionExchange } from './connection-exchange.ts'
import { assertKnown } from './connections.ts'
import type { Exchanger } from './exchanger.ts'
import { onBehalfOfExchange } from './on-behalf-of.ts'
import { profileExchange } from './profile-exchange.ts'
import { expiryOf } from './subject-token.ts'
import { TokenClientError } from './token-client-error.ts'
import type { CallOptions, ExchangeProfileRequest, SubjectToken, TokenClient } from './types.ts'

/** What a client is made of. */
export interface ClientParts {
  readonly issuer: string
  readonly exchanger: Exchanger
  /** undefined: any. */
  readonly connections: ReadonlySet<string> | undefined
}

/**
 * A client whose caller has verified what it gives: nothing here can. A token that says itself that it is another
 * issuer's, or over, is refused before anybody is asked.
 */
export function createUnverifiedClient({ issuer, exchanger, connections }: ClientParts): TokenClient {
  return Object.freeze({
    async getAccessTokenForConnection(request) {
      const exchange = connectionExchange(request)
      assertKnown(request.connection, connections)
      assertPlausible(exchange.subject, issuer)
      return exchanger.get(exchange, callOptions(request))
    },
    async getTokenOnBehalfOf(request) {
      const exchange = onBehalfOfExchange(request)
      assertPlausible(exchange.subject, issuer)
      return exchanger.get(exchange, callOptions(request))
    },
    async getTokenByExchangeProfile(request) {
      const exchange = profileExchange(request)
      return exchanger.get(exchange, signalOf(request))
    },
  } satisfies TokenClient)
}

/** What else a profile's request has is a parameter of its own. */
export function signalOf({ signal }: ExchangeProfileRequest): CallOptions {
  return callOptions({ signal })
}

function assertPlausible(subject: SubjectToken, issuer: string): void {
  const iss = ownValue(subject.claims ?? {}, 'iss')
  if (iss !== undefined && iss !== issuer) throw new TokenClientError('subject.issuer')
  const expiry = expiryOf(subject)
  if (expiry === undefined || expiry > Date.now() / 1000) return
  throw new TokenClientError('subject.refused', { reason: 'token.expired' })
}
