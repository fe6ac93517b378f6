import { createServer, type RequestListener, type Server } from 'node:http'
import { failureNames, failures, isFailure } from './failures.ts'
import { respondJson } from './respond-json.ts'
import type { TestFailure } from './types.ts'

/** A test issuer's server on a free loopback port. */
export interface IssuerServer {
  /** `http://127.0.0.1:…/`. */
  readonly issuer: string
  /** Answers the requests for the path that the metadata names as `token_endpoint`. */
  serveTokens(listener: RequestListener): void
  fail(how: TestFailure | false): void
  close(): Promise<void>
}

const keySetPath = '/.well-known/jwks.json'
/** As at Auth0. */
const tokenPath = '/oauth/token'
/** OpenID Connect Discovery 1.0 §4, and RFC 8414 §3. */
const metadataPaths: readonly string[] = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
]

/** Serves discovery and keys. Neither the server nor its connections keep the process alive. */
export async function startIssuerServer(keySet: () => object): Promise<IssuerServer> {
  let failure: TestFailure | false = false
  const routes = new Map<string, RequestListener>()
  const server = createServer((request, response) => {
    if (failure !== false) return failures[failure](response)
    const target = request.url ?? '/'
    const route = URL.canParse(target, issuer) ? routes.get(new URL(target, issuer).pathname) : undefined
    if (route === undefined) respondJson(response, 404, {})
    else route(request, response)
  })
  server.unref().on('connection', (socket) => socket.unref())
  const issuer = `http://127.0.0.1:${await listen(server)}/`
  routes.set(keySetPath, (_request, response) => respondJson(response, 200, keySet()))
  for (const path of metadataPaths)
    routes.set(path, (_request, response) => respondJson(response, 200, metadataOf(issuer)))
  return {
    issuer,
    serveTokens: (listener) => void routes.set(tokenPath, listener),
    fail(how) {
      if (how !== false && !isFailure(how)) throw new TypeError(`fail: no such failure. There are: ${failureNames}.`)
      failure = how
      // A connection that was left open would not meet the failure it stands for.
      server.closeIdleConnections()
    },
    close: () => close(server),
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else reject(new Error('the test issuer got no port'))
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function metadataOf(issuer: string): object {
  return {
    issuer,
    jwks_uri: new URL(keySetPath, issuer).href,
    token_endpoint: new URL(tokenPath, issuer).href,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
    response_types_supported: ['code'],
  }
}
