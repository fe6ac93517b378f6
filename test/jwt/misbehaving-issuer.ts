import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGzip } from 'node:zlib'

/** An issuer on a loopback port that serves metadata and keys well, until it is told to do something else. */
export interface MisbehavingIssuer extends AsyncDisposable {
  /** `http://127.0.0.1:port`. */
  readonly origin: string
  /** The `iss` of its tokens: its origin and a slash. */
  readonly issuer: string
  readonly jwksUri: string
  /** What arrived, in its order. */
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[]
  /** How often a path was asked for. */
  countOf(path: string): number
  /** What the key set holds from now on. */
  publish(...keys: readonly object[]): void
  /** How a path is answered from now on; undefined: as a good issuer would. */
  answer(path: string, how: RequestListener | undefined): void
  /** Refuses connections, and drops those there are. */
  stop(): Promise<void>
  /** Comes back at the same address. */
  start(): Promise<void>
  close(): Promise<void>
}

export const metadataPath = '/.well-known/openid-configuration'
export const serverMetadataPath = '/.well-known/oauth-authorization-server'
export const jwksPath = '/jwks.json'

export async function createMisbehavingIssuer(...published: readonly object[]): Promise<MisbehavingIssuer> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = []
  const told = new Map<string, RequestListener>()
  let keys = published
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    requests.push({ path, headers: request.headers })
    const how = told.get(path) ?? answerWell(path, server, keys)
    how(request, response)
  })
  const port = await listen(server, 0)
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    issuer: `${origin}/`,
    jwksUri: origin + jwksPath,
    requests,
    countOf: (path) => requests.filter((request) => request.path === path).length,
    publish(...next) {
      keys = next
    },
    answer(path, how) {
      if (how === undefined) told.delete(path)
      else told.set(path, how)
    },
    stop: () => stop(server),
    start: async () => void (server.listening || (await listen(server, port))),
    close: () => stop(server),
    [Symbol.asyncDispose]: () => stop(server),
  }
}

function answerWell(path: string, server: Server, keys: readonly object[]): RequestListener {
  const origin = `http://127.0.0.1:${portOf(server)}`
  if (path === metadataPath) return json({ issuer: `${origin}/`, jwks_uri: origin + jwksPath })
  return path === jwksPath ? json({ keys }) : status(404)
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return portOf(server)
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise((done) => server.close(done))
  server.closeAllConnections()
  await closed
}

// ---- what it can be told to do ---------------------------------------------------------------------------------------

export function json(
  value: unknown,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): RequestListener {
  return text(JSON.stringify(value), 'application/json', headers)
}

export function text(
  body: string | Uint8Array,
  type: string,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): RequestListener {
  return (_, response) => {
    response.setHeader('content-type', type)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.end(body)
  }
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(code, headers).end('sorry')
  }
}

/** Takes the request, and says nothing. */
export const hang: RequestListener = () => {}

/** Sends the headers, and half of the body. */
export const hangInBody: RequestListener = (_, response) => {
  response.setHeader('content-type', 'application/json')
  response.write('{"keys":')
}

/** Sends a byte every `everyMs`. */
export function drip(everyMs: number): RequestListener {
  return (_, response) => {
    response.write('{')
    const timer = setInterval(() => response.write(' '), everyMs)
    response.on('close', () => clearInterval(timer))
  }
}

export const reset: RequestListener = (request) => {
  request.socket.resetAndDestroy()
}

/** Announces more than it sends. */
export function truncated(body: string): RequestListener {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length + 100 })
    response.write(body)
    setTimeout(() => response.destroy(), 20)
  }
}

/** Never stops sending; `sent` is told the bytes so far. */
export function endless(sent: (bytes: number) => void): RequestListener {
  return (_, response) => pour(response, response, sent)
}

/** The same, compressed: `sent` is told the bytes before compression. */
export function bomb(sent: (bytes: number) => void): RequestListener {
  return (_, response) => {
    response.setHeader('content-encoding', 'gzip')
    const gzip = createGzip()
    gzip.pipe(response)
    pour(gzip, response, sent)
  }
}

function pour(into: NodeJS.WritableStream, response: ServerResponse, sent: (bytes: number) => void): void {
  const chunk = Buffer.alloc(64 * 1024, ' ')
  let bytes = 0
  const more = () => {
    if (response.destroyed) return
    bytes += chunk.length
    sent(bytes)
    if (into.write(chunk)) setImmediate(more)
    else into.once('drain', more)
  }
  into.write('{"keys":')
  more()
}
