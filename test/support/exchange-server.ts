import { generateKeyPairSync, type X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import Provider, {
  type Adapter,
  type ClientAuthMethod,
  type ClientMetadata,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import type { Identity } from '../schemes/certificates.ts'
import { type ExchangeBooks, exchangeGrants, placeOf, registerExchangeGrants } from './exchange-grants.ts'

/** A real authorisation server on a loopback port, whose grant is extended: it exchanges the tokens that it issued. */
export interface ExchangeServer extends AsyncDisposable {
  readonly issuer: string
  /** What reached the extended grants, as oidc-provider read it: with a client that it knows. */
  readonly asked: Record<string, unknown>[]
  /** How often the token endpoint was asked, by whomever. */
  tokenRequests(): number
  /** Registers a client that may exchange, or replaces one of the same id. */
  register(client: ClientMetadata): Promise<void>
  /** A user's access token for the API: a JWT, or opaque. */
  userToken(user: string, format?: 'jwt' | 'opaque'): Promise<string>
  revoke(token: string): Promise<void>
  link(user: string, connection: string, token: string, hint?: string): void
}

/** What clients with a certificate need: the server's own, and the one that it knows. */
export interface ExchangeTls {
  readonly server: Identity
  readonly client: Identity
}

export const audience = 'https://orders.example'
export const otherAudience = 'https://stock.example'
const sessions: ReadonlyMap<string, string> = new Map([['session-1', 'alice']])

const scope = 'read:orders read:stock'
const owner = 'shop'

export async function exchangeServer(tls?: ExchangeTls): Promise<ExchangeServer> {
  const server = await listen(tls === undefined ? createServer() : createTlsServer(tls.server))
  const issuer = addressOf(server, tls)
  // Clients with certificates have a door of their own (RFC 8705 §5): the other one asks nobody for one.
  const door = tls && (await listen(createTlsServer({ ...tls.server, ...asking(tls.client) })))
  const provider = new Provider(issuer, configuration(door && addressOf(door, tls)))
  const servers = door === undefined ? [server] : [server, door]
  const requests: unknown[] = []
  for (const one of servers) {
    one.on('request', ({ url }) => url === '/token' && requests.push(url)).on('request', provider.callback())
  }
  const asked: Record<string, unknown>[] = []
  const linked = new Map<string, string>()
  const books = createBooks(provider)
  registerExchangeGrants(provider, { ...books, linked, asked })
  return {
    issuer,
    asked,
    tokenRequests: () => requests.length,
    async register(client) {
      await clientsOf(provider).upsert(client.client_id, { grant_types: exchangeGrants, ...noLogin, ...client })
    },
    userToken: (user, format) => books.save({ user, audience, scope: 'read:orders', actor: undefined, format }),
    revoke: books.revoke,
    link: (user, connection, token, hint) => void linked.set(placeOf(user, connection, hint), token),
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map(close))
    },
  }
}

const noLogin = { redirect_uris: [], response_types: [] } satisfies Partial<ClientMetadata>

/** Clients that are not written into the configuration can be replaced; the types leave out where they are kept. */
function clientsOf({ Client }: Provider): Adapter {
  return (Client as typeof Client & { readonly adapter: Adapter }).adapter
}

interface NewToken {
  readonly user: string
  readonly audience: string
  readonly scope: string | undefined
  readonly actor: string | undefined
  readonly format?: 'jwt' | 'opaque' | undefined
}

interface Issuing {
  save(token: NewToken): Promise<string>
  revoke(token: string): Promise<void>
}

/** What was issued, written down: a provider keeps no JWTs. */
function createBooks(provider: Provider): Omit<ExchangeBooks, 'linked' | 'asked'> & Issuing {
  const issued = new Map<string, InstanceType<typeof provider.AccessToken>>()
  const save = async ({ user, audience: aud, scope: granted, actor, format = 'jwt' }: NewToken): Promise<string> => {
    const client = await provider.Client.find(owner)
    if (client === undefined) throw new Error('the server does not know its own client')
    const resourceServer = new provider.ResourceServer(aud, { scope, audience: aud, accessTokenFormat: format })
    const about = { accountId: user, scope: granted, extra: actor && { act: { sub: actor } } }
    const grantId = await new provider.Grant({ clientId: owner, accountId: user }).save()
    const token = new provider.AccessToken({ client, resourceServer, grantId, gty: 'test', ...about })
    const text = await token.save()
    issued.set(text, token)
    return text
  }
  return {
    save,
    sessions,
    audiences: new Set([otherAudience]),
    issue: save,
    async revoke(text: string) {
      issued.delete(text)
      await (await provider.AccessToken.find(text))?.destroy()
    },
    async userOf(text: string) {
      const token = issued.get(text)
      return token?.isValid === true ? token.accountId : undefined
    },
  }
}

const ways: ClientAuthMethod[] = ['client_secret_basic', 'client_secret_post', 'private_key_jwt']

/** @param door Where clients with certificates ask. */
function configuration(door: string | undefined): Configuration {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'signing', alg: 'ES256', use: 'sig' }] },
    clients: [{ client_id: owner, client_secret: 'shop-secret', grant_types: [], ...noLogin }],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    scopes: scope.split(' '),
    ttl: { AccessToken: 300, Grant: 300 },
    clientAuthMethods: door === undefined ? ways : [...ways, 'tls_client_auth'],
    // Made here and nowhere else: who acts for the user (RFC 8693 §4.1).
    extraTokenClaims: (_ctx, { extra }) => extra,
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      ...(door !== undefined && { mTLS }),
    },
    ...(door !== undefined && { discovery: { mtls_endpoint_aliases: { token_endpoint: `${door}/token` } } }),
  }
}

const mTLS = {
  enabled: true,
  tlsClientAuth: true as const,
  getCertificate: certificateOf,
  certificateAuthorized: (ctx: KoaContextWithOIDC) => socketOf(ctx).authorized,
  certificateSubjectMatches: (ctx: KoaContextWithOIDC, _property: string, expected: string) =>
    certificateOf(ctx)?.subject === expected,
}

function certificateOf(ctx: KoaContextWithOIDC): X509Certificate | undefined {
  return socketOf(ctx).getPeerX509Certificate()
}

function socketOf(ctx: KoaContextWithOIDC): TLSSocket {
  return ctx.req.socket as TLSSocket
}

function asking({ cert }: Identity): object {
  return { ca: [cert], requestCert: true, rejectUnauthorized: false }
}

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

function addressOf(server: Server, tls: ExchangeTls | undefined): string {
  const { port } = server.address() as AddressInfo
  return `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
