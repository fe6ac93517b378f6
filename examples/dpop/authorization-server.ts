import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

/** A certified OpenID provider on a free loopback port: discovery, keys, tokens by client credentials, introspection. */
export interface AuthorizationServer extends AsyncDisposable {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly introspectionEndpoint: string
  readonly clientId: string
  readonly clientSecret: string
  /** As HTTP Basic has it. */
  readonly clientAuthorization: string
  /** What was asked of it, as `POST /token`. */
  readonly requests: string[]
  /** An access token, and what the token endpoint says of it. A proof makes it bound to the proof's key (RFC 9449 §5). */
  token(options?: { scope?: string; proof?: string }): Promise<TokenAnswer>
  close(): Promise<void>
}

export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: string
}

export interface AuthorizationServerOptions {
  readonly audience: string
  /** Those that may be asked for, with spaces between them. */
  readonly scope: string
  /** Default `jwt`; `opaque` tokens say nothing, and have to be introspected (RFC 7662). */
  readonly format?: 'jwt' | 'opaque'
}

const clientId = 'orders-client'
const clientSecret = 'only-for-tests-and-examples'

export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<AuthorizationServer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the authorization server got no port')
  const issuer = `http://127.0.0.1:${address.port}`
  const provider = new Provider(issuer, await configuration(options))
  const requests: string[] = []
  server.on('request', ({ method, url }) => void requests.push(`${method} ${url}`)).on('request', provider.callback())
  const clientAuthorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  const close = async (): Promise<void> => {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return {
    issuer,
    clientId,
    clientSecret,
    clientAuthorization,
    requests,
    tokenEndpoint: `${issuer}/token`,
    introspectionEndpoint: `${issuer}/token/introspection`,
    async token({ scope, proof } = {}) {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: clientAuthorization, ...(proof !== undefined && { dpop: proof }) },
        body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }),
      })
      const answer: unknown = await response.json()
      if (!response.ok || !isTokenAnswer(answer)) throw new Error(`no token: ${JSON.stringify(answer)}`)
      return answer
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function configuration({ audience, scope, format = 'jwt' }: AuthorizationServerOptions): Promise<object> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: 'signing', alg: 'ES256', use: 'sig' }
  const resource = {
    scope,
    audience,
    accessTokenFormat: format,
    accessTokenTTL: 300,
    ...(format === 'jwt' && { jwt: { sign: { alg: 'ES256' } } }),
  }
  return {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    scopes: scope.split(' '),
    ttl: { ClientCredentials: 300 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: true },
      introspection: { enabled: true },
      // Every token is for the one API.
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => resource,
        useGrantedResource: () => true,
      },
    },
  }
}

function isTokenAnswer(answer: unknown): answer is TokenAnswer {
  return typeof answer === 'object' && answer !== null && 'access_token' in answer && 'token_type' in answer
}
