import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { registerTokenVault, vaultGrant } from './token-vault.ts'

/** Stands for Auth0: a real authorisation server, which issues access tokens for people and has a token vault. */
export interface AuthorizationServer {
  readonly issuer: string
  /** An access token, as somebody would have it who has logged in. */
  tokenOf(user: string): Promise<string>
}

const noLogin = { redirect_uris: [], response_types: [] }
const clients = [
  { client_id: 'web', client_secret: 'web-secret', grant_types: [], ...noLogin },
  { client_id: 'calendar-api', client_secret: 'api-secret', grant_types: [vaultGrant], ...noLogin },
].map((client) => ({ ...client, token_endpoint_auth_method: 'client_secret_post' as const }))

export async function startAuthorizationServer(audience: string): Promise<AuthorizationServer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const provider = new Provider(issuer, {
    clients,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [{ ...key, kid: 'signing', alg: 'ES256', use: 'sig' }] },
    ttl: { AccessToken: 3600 },
    features: { devInteractions: { enabled: false }, resourceIndicators: { enabled: true } },
  })
  const users = new Map<string, string>()
  registerTokenVault(provider, (token) => users.get(token))
  server.on('request', provider.callback())
  return {
    issuer,
    async tokenOf(user) {
      const token = await issue(provider, user, audience)
      users.set(token, user)
      return token
    },
  }
}

/** In place of a log-in in a browser. */
async function issue(provider: Provider, accountId: string, audience: string): Promise<string> {
  const client = await provider.Client.find('web')
  if (client === undefined) throw new Error('the authorisation server does not know its own client')
  const scope = 'read:events'
  const resourceServer = new provider.ResourceServer(audience, { scope, audience, accessTokenFormat: 'jwt' })
  const token = new provider.AccessToken({ client, accountId, resourceServer, scope, grantId: accountId, gty: 'login' })
  return token.save()
}
