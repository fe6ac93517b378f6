import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { describe, it } from 'node:test'
import express from 'express'
import { findAuth, type Gate, type GateOptions, getOperation, portcullis } from '../../src/index.ts'
import { createSigner } from '../jwt/signer.ts'
import { documentOf } from '../support/guarded.ts'
import { raw } from '../support/raw.ts'

const streams = documentOf({
  '/stream': { get: { security: [{ key: ['stream'] }] }, post: { security: [] } },
  '/news': { get: { security: [] } },
  '/chat': { post: { security: [] } },
})
const key = 'key-of-alice-1234'
const withKey = [`X-Key: ${key}`]

interface Upgrading extends AsyncDisposable {
  readonly port: number
  readonly server: Server
  readonly gate: Gate
  /** Who was let in, by the operation. */
  readonly upgraded: string[]
  readonly lines: string[]
}

/** A server with an `upgrade` listener beside a guarded application. */
async function upgrading(document: object, more: GateOptions = {}, isGuarded = true): Promise<Upgrading> {
  const lines: string[] = []
  const gate = await portcullis(document, {
    schemes: { key: { keys: [{ name: 'alice', key, scopes: ['stream'] }] } },
    env: {},
    docs: false,
    log: (line) => void lines.push(line),
    ...more,
  })
  const app = express()
  gate.mount(app)
  app.get('/news', (_req, res) => void res.end('news'))
  const server = createServer(app)
  if (isGuarded) gate.guard(server)
  const upgraded: string[] = []
  server.on('upgrade', (req: IncomingMessage, socket: Duplex) => {
    upgraded.push(`${getOperation(req)?.path} ${findAuth(req)?.schemes.key?.name}`)
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    server,
    gate,
    upgraded,
    lines,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await gate.close()
    },
  }
}

const upgrade = (target: string, more: readonly string[] = [], method = 'GET'): readonly string[] => [
  `${method} ${target} HTTP/1.1`,
  'Host: api.test',
  'Connection: Upgrade',
  'Upgrade: websocket',
  ...more,
]

describe('upgrades', () => {
  const refused: readonly (readonly [string, readonly string[], number])[] = [
    ['no credential', upgrade('/stream'), 401],
    ['a wrong key', upgrade('/stream', ['X-Key: key-of-mallory-123']), 401],
    ['another spelling', upgrade('/STREAM/'), 401],
    ['absolute form', upgrade('http://api.test/stream'), 401],
    ['a target of two meanings', upgrade('/news/..%2fstream', withKey), 400],
    ['an operation that nobody documented', upgrade('/hidden', withKey), 404],
    ['another method, of which the listener knows nothing', upgrade('/stream', [], 'POST'), 401],
    ['a method that nobody documented', upgrade('/chat', withKey), 405],
    [
      'a preflight',
      upgrade('/stream', ['Origin: https://a.test', 'Access-Control-Request-Method: GET'], 'OPTIONS'),
      204,
    ],
  ]
  for (const [what, lines, status] of refused) {
    it(`M-10, M-13 ${what}: ${status} on the socket, and no listener runs`, async () => {
      await using app = await upgrading(streams)
      const answer = await raw(app.port, lines)
      assert.equal(answer.status, status)
      assert.match(answer.text, /connection: close/)
      assert.deepEqual(app.upgraded, [])
    })
  }

  it('M-10 a refusal is a whole answer', async () => {
    await using app = await upgrading(streams)
    const { text } = await raw(app.port, upgrade('/stream'))
    const [head = '', body = ''] = text.split('\r\n\r\n')
    assert.match(head, /^HTTP\/1\.1 401 Unauthorized\r\n/)
    assert.match(head, /content-type: application\/problem\+json/)
    assert.match(head, /www-authenticate: ApiKey /)
    assert.match(head, new RegExp(`content-length: ${body.length}`))
    assert.equal(JSON.parse(body).error, 'missing_credentials')
  })

  it('M-10 who may is let in, and the listener learns who it is', async () => {
    await using app = await upgrading(streams)
    assert.equal((await raw(app.port, upgrade('/stream', withKey))).status, 101)
    assert.equal((await raw(app.port, upgrade('/news'))).status, 101)
    assert.deepEqual(app.upgraded, ['/stream alice', '/news undefined'])
  })

  it('M-10, F-04 an issuer that is down: 503 on the socket, and no listener runs', async () => {
    const document = documentOf({ '/stream': { get: { security: [{ auth0: [] }] } } })
    // Nobody listens on port 1.
    const auth0 = { issuer: 'http://127.0.0.1:1', audience: 'stream' }
    await using app = await upgrading(document, { schemes: { auth0 } })
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: auth0.issuer, aud: auth0.audience, sub: 'alice', iat: now, exp: now + 60 }
    const token = createSigner('RS256').token(claims)
    const answer = await raw(app.port, upgrade('/stream', [`Authorization: Bearer ${token}`]))
    assert.equal(answer.status, 503)
    assert.match(answer.text, /retry-after: \d+/)
    assert.deepEqual(app.upgraded, [])
  })

  it('M-10 listeners that are added later are guarded as well', async () => {
    await using app = await upgrading(streams)
    app.server.removeAllListeners('upgrade')
    app.server.prependOnceListener('upgrade', (_req, socket) => {
      app.upgraded.push('late')
      socket.destroy()
    })
    assert.equal((await raw(app.port, upgrade('/stream'))).status, 401)
    assert.deepEqual(app.upgraded, [])
  })

  it('M-10 an application without listeners answers an upgrade as any request', async () => {
    await using app = await upgrading(streams)
    app.server.removeAllListeners('upgrade')
    assert.equal((await raw(app.port, [...upgrade('/news'), 'Connection: close'])).status, 200)
  })

  it('M-13 what stands outside the base path goes by, unless a proxy may have cut the path off', async () => {
    const under = { ...streams, servers: [{ url: '/api/v1' }] }
    await using app = await upgrading(under)
    assert.equal((await raw(app.port, upgrade('/reloading'))).status, 101)
    assert.equal((await raw(app.port, upgrade('/stream'))).status, 503)
    assert.equal((await raw(app.port, upgrade('/v1/stream'))).status, 503)
    assert.equal((await raw(app.port, upgrade('/api/v1/stream'))).status, 401)
    await using told = await upgrading(under, { basePath: '/api/v1' })
    assert.equal((await raw(told.port, upgrade('/stream'))).status, 101)
  })

  it('M-13 unguarded listeners are a finding, and close the API in strict mode', async () => {
    await using app = await upgrading(streams, {}, false)
    assert.equal((await raw(app.port, upgrade('/stream'))).status, 101)
    await raw(app.port, ['GET /news HTTP/1.1', 'Host: api.test', 'Connection: close'])
    assert.match(app.lines.join('\n'), /seal\.upgrade/)
    const news = documentOf({ '/news': { get: { security: [] } } })
    await using strict = await upgrading(news, { seal: 'strict' }, false)
    assert.equal((await raw(strict.port, ['GET /news HTTP/1.1', 'Host: api.test', 'Connection: close'])).status, 503)
    await using guarded = await upgrading(news, { seal: 'strict' })
    assert.equal((await raw(guarded.port, ['GET /news HTTP/1.1', 'Host: api.test', 'Connection: close'])).status, 200)
  })

  it('M-13 listeners and guards that come after the first request are seen', async () => {
    const news = documentOf({ '/news': { get: { security: [] } } })
    await using app = await upgrading(news, { seal: 'strict' }, false)
    const listeners = app.server.listeners('upgrade') as ((...args: unknown[]) => void)[]
    const ask = async (): Promise<number> =>
      (await raw(app.port, ['GET /news HTTP/1.1', 'Host: api.test', 'Connection: close'])).status
    app.server.removeAllListeners('upgrade')
    assert.equal(await ask(), 200)
    for (const listener of listeners) app.server.on('upgrade', listener)
    assert.equal(await ask(), 503)
    app.gate.guard(app.server)
    assert.equal(await ask(), 200)
  })

  it('M-10 a socket that no listener takes any more is ended', async () => {
    const check = async (): Promise<boolean> => {
      app.server.removeAllListeners('upgrade')
      return true
    }
    await using app = await upgrading(streams, {
      schemes: { key: { keys: [{ name: 'alice', key, scopes: ['stream'] }], check } },
    })
    assert.equal((await raw(app.port, upgrade('/stream', withKey))).text, '')
  })

  it('M-10 a connection that breaks while the gate decides ends no process', async () => {
    const steps = new EventEmitter()
    const asked = once(steps, 'asked')
    const check = async (): Promise<boolean> => {
      steps.emit('asked')
      await once(steps, 'answered')
      return true
    }
    await using app = await upgrading(streams, {
      schemes: { key: { keys: [{ name: 'alice', key, scopes: ['stream'] }], check } },
    })
    const socket = connect(app.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(`${upgrade('/stream', withKey).join('\r\n')}\r\n\r\n`)
    await asked
    socket.resetAndDestroy()
    await once(socket, 'close')
    // The server learns of the reset with its next turn.
    await new Promise((resolve) => setTimeout(resolve, 20))
    steps.emit('answered')
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.deepEqual(app.upgraded, [])
  })
})
