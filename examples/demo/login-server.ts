import { generateKeyPair } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import Provider, { interactionPolicy } from 'oidc-provider'
import { loginPage } from './login-page.ts'
import { people } from './people.ts'

/** A real authorisation server on this machine, so that the demo needs no account anywhere. */
export interface LoginServer {
  readonly issuer: string
  /** The public client of the documentation page. */
  readonly clientId: string
  /** A token with these scopes for a program, which has a client of its own. */
  tokenFor(scope: string): Promise<string>
}

const scopes = ['read:orders', 'write:orders']
const terminal = { client_id: 'terminal', client_secret: 'only-for-this-demo' }

/**
 * @param audience Whom its tokens are for.
 * @param page The address of the documentation page, with a slash at its end.
 */
export async function startLoginServer(audience: string, page: string): Promise<LoginServer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
  const provider = new Provider(issuer, await configure(audience, page))
  const answer = provider.callback()
  const policy = contentSecurityPolicy(new URL(page).origin)
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    if (!req.url?.startsWith('/interaction/')) return void answer(req, res)
    logIn(provider, audience, req, res.setHeader('content-security-policy', policy)).catch(() => {
      // The login is over, or was never begun here.
      res.writeHead(400, { 'content-type': 'text/plain' }).end('Begin again from the documentation page.')
    })
  })
  return { issuer, clientId: 'docs', tokenFor: (scope) => fetchToken(issuer, audience, scope) }
}

/** A form may lead only to this server, and from it back to the page. */
function contentSecurityPolicy(origin: string): string {
  return `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${origin}; frame-ancestors 'none'`
}

/** Shows the people; the one who is chosen gets what the shop has allowed them, whatever the page has asked for. */
async function logIn(provider: Provider, audience: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(req, res)
  const chosen = req.method === 'POST' ? new URLSearchParams(await text(req)).get('person') : undefined
  const person = people.find(({ id }) => id === chosen)
  if (person === undefined) return void res.setHeader('content-type', 'text/html; charset=utf-8').end(loginPage)
  const grant = new provider.Grant({ accountId: person.id, clientId: String(params.client_id) })
  grant.addResourceScope(audience, person.scopes.join(' '))
  const denied = scopes.filter((scope) => !person.scopes.includes(scope))
  if (denied.length > 0) grant.rejectResourceScope(audience, denied.join(' '))
  const result = { login: { accountId: person.id, remember: false }, consent: { grantId: await grant.save() } }
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false })
}

async function configure(audience: string, page: string): Promise<object> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const key = { ...privateKey.export({ format: 'jwk' }), kid: 'demo', alg: 'RS256', use: 'sig' }
  const token = { scope: scopes.join(' '), audience, accessTokenFormat: 'jwt', accessTokenTTL: 3600 }
  return {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: 'docs',
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        redirect_uris: [`${page}oauth2-redirect.html`],
      },
      { ...terminal, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
    ],
    cookies: { keys: ['only-for-this-demo'] },
    pkce: { required: () => true },
    clientBasedCORS: (_ctx: unknown, origin: string) => origin === new URL(page).origin,
    findAccount: (_ctx: unknown, accountId: string) => ({ accountId, claims: () => ({ sub: accountId }) }),
    interactions: { policy: askEachTime(), url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      ClientCredentials: 3600,
      Grant: 3600,
      Interaction: 600,
      Session: 600,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => token,
        useGrantedResource: () => true,
      },
    },
  }
}

/** Who logs out in the page wants to be somebody else. */
function askEachTime(): interactionPolicy.DefaultPolicy {
  const { base, Check } = interactionPolicy
  const policy = base()
  policy
    .get('login')
    ?.checks.add(
      new Check('each_time', 'the person is asked each time', 'login_required', ({ oidc }) =>
        oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    )
  return policy
}

async function fetchToken(issuer: string, audience: string, scope: string): Promise<string> {
  const body = new URLSearchParams({ ...terminal, grant_type: 'client_credentials', resource: audience, scope })
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body })
  const { access_token }: { access_token?: unknown } = Object(await answer.json())
  if (typeof access_token !== 'string') throw new Error(`the login server gave no token (${answer.status})`)
  return access_token
}
