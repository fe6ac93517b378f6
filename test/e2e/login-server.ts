import { generateKeyPair } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import Provider from 'oidc-provider'
import type { Page } from 'playwright-core'

/** A certified OpenID provider with a login page for people, and one public client. */
export interface LoginServer extends AsyncDisposable {
  readonly issuer: string
  readonly clientId: string
  /** What was asked of it, as `POST /token`, and the forms that came. */
  readonly requests: readonly string[]
  readonly forms: readonly string[]
}

export interface LoginServerOptions {
  readonly audience: string
  readonly scope: string
  readonly redirectUris: readonly string[]
  /** Whether pages of other origins may ask for tokens. Default: they may. */
  readonly cors?: boolean
  /** How long its tokens are good for. */
  readonly tokenSeconds?: number
  /** Headers over its own. */
  readonly headers?: Readonly<Record<string, string>>
}

const clientId = 'documentation'

export async function startLoginServer(options: LoginServerOptions): Promise<LoginServer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the login server got no port')
  const issuer = `http://127.0.0.1:${address.port}`
  const provider = new Provider(issuer, await configuration(options))
  const requests: string[] = []
  const forms: string[] = []
  const answer = provider.callback()
  server.on('request', (req, res) => {
    requests.push(`${req.method} ${req.url}`)
    for (const [name, value] of Object.entries(options.headers ?? {})) res.setHeader(name, value)
    if (req.method === 'POST' && req.url === '/token') {
      const chunks: Buffer[] = []
      req
        .on('data', (chunk: Buffer) => void chunks.push(chunk))
        .on('end', () => {
          forms.push(Buffer.concat(chunks).toString())
        })
    }
    answer(req, res)
  })
  return {
    issuer,
    clientId,
    requests,
    forms,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function configuration({
  audience,
  scope,
  redirectUris,
  cors = true,
  tokenSeconds = 300,
}: LoginServerOptions): Promise<object> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
  const key = { ...privateKey.export({ format: 'jwk' }), kid: 'signing', alg: 'ES256', use: 'sig' }
  const resource = {
    scope,
    audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: tokenSeconds,
    jwt: { sign: { alg: 'ES256' } },
  }
  return {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        grant_types: ['authorization_code'],
        redirect_uris: redirectUris,
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    clientBasedCORS: () => cors,
    cookies: { keys: ['only-for-tests'] },
    scopes: scope.split(' '),
    pkce: { required: () => true },
    ttl: { AccessToken: tokenSeconds, AuthorizationCode: 60, Grant: 600, Interaction: 600, Session: 600 },
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        // Only a login that names its resource gets a token for it.
        defaultResource: () => undefined,
        getResourceServerInfo: () => resource,
        useGrantedResource: () => false,
      },
    },
  }
}

/** Logs in on the provider's pages, where a login was begun. */
export async function logInAt(popup: Page, name = 'ann'): Promise<void> {
  await popup.locator('input[name=login]').fill(name)
  await popup.locator('input[name=password]').fill('any')
  await popup.locator('button[type=submit]').click()
  await popup.locator('button[type=submit]', { hasText: 'Continue' }).click()
}
