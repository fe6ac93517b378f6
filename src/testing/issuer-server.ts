import { createServer, type Server, type ServerResponse } from 'node:http'
import type { TestFailure } from './types.ts'

/** A test issuer's server on a free loopback port. */
export interface IssuerServer {
  /** `http://127.0.0.1:…/`. */
  readonly issuer: string
  fail(how: TestFailure | false): void
  close(): Promise<void>
}

const keySetPath = '/.well-known/jwks.json'
/** OpenID Connect Discovery 1.0 §4, and RFC 8414 §3. */
const metadataPaths: readonly string[] = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
]

/** Serves discovery and keys. Neither the server nor its connections keep the process alive. */
export async function startIssuerServer(keySet: () => object): Promise<IssuerServer> {
  let failure: TestFailure | false = false
  const server = createServer((request, response) => {
    if (failure !== false) return failures[failure](response)
    const { pathname } = new URL(request.url ?? '/', issuer)
    if (metadataPaths.includes(pathname)) return answer(response, 200, metadataOf(issuer))
    if (pathname === keySetPath) return answer(response, 200, keySet())
    answer(response, 404, {})
  })
  server.unref().on('connection', (socket) => socket.unref())
  const issuer = `http://127.0.0.1:${await listen(server)}/`
  return {
    issuer,
    fail(how) {
      if (how !== false && !Object.hasOwn(failures, how)) {
        throw new TypeError(`fail: no such failure. There are: ${Object.keys(failures).join(', ')}.`)
      }
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
  return { issuer, jwks_uri: new URL(keySetPath, issuer).href, response_types_supported: ['code'] }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** What each failure answers. */
const failures: Readonly<Record<TestFailure, (response: ServerResponse) => void>> = {
  refuse: (response) => response.destroy(),
  hang: () => {},
  'status-500': (response) => answer(response, 500, { error: 'server_error' }),
  html: (response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Hello</title>'),
  empty: (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(),
  redirect: (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
  'no-keys': (response) => answer(response, 200, { keys: [] }),
}
