import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** A real authorisation server on a free loopback port, whose access tokens are opaque: only it can say what they are. */
export async function startAuthorizationServer(audience: string): Promise<{ issuer: string; close: () => void }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const scope = 'read:orders write:orders'
  const noLogin = { redirect_uris: [], response_types: [] }
  const provider = new Provider(issuer, {
    clients: [
      { client_id: 'shop', client_secret: 'shop-secret', grant_types: ['client_credentials'], scope, ...noLogin },
      // The API itself: it gets no tokens, and may ask about them.
      { client_id: 'orders-api', client_secret: 'api-secret', grant_types: [], ...noLogin },
    ],
    scopes: scope.split(' '),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (_ctx, client) => client.clientId === 'orders-api' },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => ({ scope, audience, accessTokenFormat: 'opaque' }),
      },
    },
  })
  server.on('request', provider.callback())
  return { issuer, close: () => server.close() }
}
