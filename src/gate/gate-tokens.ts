import type { ConnectionTokens } from '../decision/auth.ts'
import type { JsonObject } from '../json/json-object.ts'
import { type RevocationEntry, revocableParts } from '../jwt/revocation/revocation.ts'
import type { Identity } from '../jwt/types.ts'
import type { Scheme } from '../schemes/types.ts'
import { createExchanger, type ExchangerServices } from '../token-client/create-exchanger.ts'
import type { ExchangeCounts, Exchanger } from '../token-client/exchanger.ts'
import type { TokenClientSettings } from '../token-client/settings.ts'
import { TokenClientError } from '../token-client/token-client-error.ts'
import type { TokenClient } from '../token-client/types.ts'
import { createUnconfiguredClient, whatToSet } from '../token-client/unconfigured-client.ts'
import { createVerifiedClient, type Identify, type VerifiedClient } from '../token-client/verified-client.ts'
import {
  createTokenClientWatch,
  healthOf,
  type TokenClientWatch,
  type TokensEvent,
  type TokensHealth,
} from '../token-client/watch.ts'
import { OpenCalls } from '../waiting/open-calls.ts'
import type { Reading } from './reading.ts'

/** The token client of one reading of the document. */
export interface ReadingTokens {
  readonly client: TokenClient
  readonly connections: ConnectionTokens
}

/** The token clients of a gate: what was exchanged outlives a reading of the document. */
export interface GateTokens {
  of(reading: Reading, schemes: ReadonlyMap<string, Scheme>): ReadingTokens
  /** Forgets what was exchanged for tokens that were revoked now. */
  forget(revoked: RevocationEntry): void
  health(): readonly TokensHealth[]
  /** Ends the exchanges that are under way. */
  close(): void
}

interface Asked {
  readonly exchanger: Exchanger
  readonly watch: TokenClientWatch
}

export interface GateTokensParts extends Pick<ExchangerServices, 'privateAddresses' | 'store'> {
  readonly settings: TokenClientSettings
  readonly counts: ExchangeCounts
  readonly observe: (event: TokensEvent) => void
}

export function createGateTokens({ settings, observe, ...services }: GateTokensParts): GateTokens {
  const asked = new Map<string, Asked>()
  const calls = new OpenCalls()
  const exchangerOf = (issuer: string): Exchanger | undefined => {
    const known = asked.get(issuer)
    if (known !== undefined) return known.exchanger
    const watch = createTokenClientWatch(issuer, observe)
    const exchanger = createExchanger(issuer, settings, { ...services, watch, calls })
    if (exchanger !== undefined) asked.set(issuer, { exchanger, watch })
    return exchanger
  }
  return {
    of(reading, schemes) {
      const { tokenIssuer: issuer } = reading
      const exchanger = issuer === undefined ? undefined : exchangerOf(issuer)
      if (issuer === undefined || exchanger === undefined) return unconfigured(whatToSet(issuer, settings))
      const connections = settings.connections ?? new Set(reading.loaded.compiled.policy.connections)
      const client = createVerifiedClient(
        { issuer, exchanger, connections, calls },
        identifyBy(issuer, reading, schemes),
      )
      return { client, connections: connectionTokens(client, schemes) }
    },
    forget({ by, value }) {
      // Which key a token was signed with is not kept.
      const isMeant = (claims: JsonObject): boolean =>
        by === 'kid' || revocableParts(claims, []).some(([name, part]) => name === by && part === value)
      for (const { exchanger } of asked.values()) exchanger.forget(isMeant)
    },
    health: () => Object.freeze([...asked].map(([issuer, { watch }]) => healthOf(issuer, watch))),
    close: () => calls.close(),
  }
}

function unconfigured(says: string): ReadingTokens {
  const of = async (): Promise<never> => {
    throw new TokenClientError('client.unconfigured', { says })
  }
  return { client: createUnconfiguredClient(says), connections: { of } }
}

/** By the schemes that take the issuer's tokens: one of them has to take this one. */
function identifyBy(issuer: string, { settings }: Reading, schemes: ReadonlyMap<string, Scheme>): Identify {
  const names = settings.filter((one) => takes(one, issuer)).map(({ name }) => name)
  const judges = names.flatMap((name) => schemes.get(name)?.identify ?? [])
  return async (token) => {
    let told: Identity | undefined
    for (const identify of judges) {
      const identity = await identify(token)
      if (identity.kind === 'verified') return identity
      told = told === undefined ? identity : moreTelling(told, identity)
    }
    return told ?? { kind: 'refused', reason: 'token.issuer' }
  }
}

/** That nobody knows now says more than a refusal, and anything more than that the scheme takes tokens of another form. */
function moreTelling(one: Identity, other: Identity): Identity {
  if (one.kind === 'unknown' || other.kind !== 'refused') return one.kind === 'unknown' ? one : other
  return one.kind === 'refused' && aboutForm.has(one.reason) ? other : one
}

const aboutForm: ReadonlySet<string> = new Set(['token.opaque', 'token.not_opaque'])

function takes({ issuers, introspects }: Reading['settings'][number], issuer: string): boolean {
  return introspects === issuer || issuers.some((one) => one.issuer === issuer)
}

const unnamed = 'name it in the call, or at the operation: x-portcullis: { connection: … }.'

function connectionTokens(client: VerifiedClient, schemes: ReadonlyMap<string, Scheme>): ConnectionTokens {
  return {
    async of({ scheme, token, operation }, connection = operation.connection, options) {
      if (connection === undefined) throw new TokenClientError('connection.unnamed', { says: unnamed })
      const identify = schemes.get(scheme)?.identify
      if (token === '' || identify === undefined) throw new TokenClientError('subject.missing')
      return client.connectionToken(token, identify, connection, options)
    },
  }
}

/** The client that is handed out once, and always is that of the reading in force. */
export function lastingClient(current: () => TokenClient): TokenClient {
  return Object.freeze({
    getAccessTokenForConnection: (request) => current().getAccessTokenForConnection(request),
    getTokenOnBehalfOf: (request) => current().getTokenOnBehalfOf(request),
    getTokenByExchangeProfile: (request) => current().getTokenByExchangeProfile(request),
  } satisfies TokenClient)
}
