import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type ClientMetadata } from 'oidc-provider'

/** A real authorisation server on a loopback port, with opaque access tokens, introspection and revocation. */
export interface IntrospectionServer extends AsyncDisposable {
  readonly issuer: string
  /** An access token of the client `shop`. */
  issue(scope: string): Promise<string>
  revoke(token: string): Promise<void>
}

const scope = 'read:orders write:orders'
const noLogin = { redirect_uris: [], response_types: [] } satisfies Partial<ClientMetadata>
const shop = { client_id: 'shop', client_secret: 'shop-secret', grant_types: ['client_credentials'], scope, ...noLogin }

/** @param asking The clients that may ask about tokens. */
export async function introspectionServer(
  audience: string,
  asking: readonly ClientMetadata[],
): Promise<IntrospectionServer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [shop, ...asking.map((client) => ({ grant_types: [], ...noLogin, ...client }))],
    scopes: scope.split(' '),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (_ctx, client) => client.clientId !== shop.client_id },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({ scope, audience, accessTokenFormat: 'opaque' }),
      },
    },
  })
  server.on('request', provider.callback())
  const authorization = `Basic ${Buffer.from('shop:shop-secret').toString('base64')}`
  const post = (path: string, form: Record<string, string>) =>
    fetch(issuer + path, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) })
  return {
    issuer,
    async issue(wanted) {
      const answer = await post('/token', { grant_type: 'client_credentials', scope: wanted })
      const { access_token: token } = (await answer.json()) as { access_token: string }
      return token
    },
    async revoke(token) {
      await (await post('/token/revocation', { token })).arrayBuffer()
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
