import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import type { NextFunction, Request, Response } from 'express'
import { DeniedError, findAuth, type GateOptions, portcullis } from '../../src/index.ts'
import { documentOf, type GuardedParts, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'

const secured = { security: [{ key: [] }] }
const options: GateOptions = {
  schemes: {
    key: {
      keys: [
        { name: 'alice', key: 'key-of-alice-1234', scopes: ['me'] },
        { name: 'bob', key: 'key-of-bob-123456', scopes: ['any', 'me'] },
      ],
    },
  },
  env: { NODE_ENV: 'test' },
  log: false,
  docs: false,
}
const alice = { 'x-key': 'key-of-alice-1234' }
const bob = { 'x-key': 'key-of-bob-123456' }
const underV1 = documentOf({ '/orders/{id}': { get: secured } }, { servers: [{ url: '/v1' }] })
const answer = (_req: Request, res: Response): void => void res.end('ran')

function overrideMethod(req: Request, _res: Response, next: NextFunction): void {
  req.method = String(req.headers['x-http-method-override'] ?? req.method)
  next()
}

for (const { name, express } of versions) {
  describe(`ways around on ${name}`, () => {
    const start = (document: object, routes: GuardedParts['routes'], more: GateOptions = {}) =>
      guarded(express, { document, routes, options: { ...options, ...more } })

    it('M-08, M-11 a preflight whose method is overridden runs no handler', async () => {
      await using app = await start(documentOf({ '/orders': { get: secured, delete: secured } }), (server) => {
        server.use(overrideMethod)
        server.route('/orders').options(answer).get(answer).delete(answer)
      })
      const headers = ['Origin: https://a.test', 'Access-Control-Request-Method: GET', 'X-HTTP-Method-Override: DELETE']
      assert.equal((await rawRequest(app.port, 'OPTIONS', '/orders', headers)).status, 401)
    })

    it('B-01 what one application shows is no proof for another with the same gate', async () => {
      const gate = await portcullis(underV1, options)
      const [one, two] = [express(), express()]
      one.use(gate.protect()).get('/v1/orders/:id', answer)
      two.use(gate.protect()).get('/orders/:id', answer)
      await using first = await listening(one)
      await using second = await listening(two)
      assert.equal((await get(`${first.url}/v1/orders/1`)).status, 401)
      assert.equal((await get(`${second.url}/orders/1`)).status, 503)
    })

    const pingAndOrders = documentOf(
      { '/ping': { get: secured }, '/orders/{id}': { get: secured } },
      { servers: [{ url: '/v1' }] },
    )

    it('B-01 an operation that a sub-application serves outside closes the application', async () => {
      for (const mount of ['', '/other']) {
        await using app = await start(pingAndOrders, (server) => {
          server.get('/v1/ping', answer)
          server.get('/page', answer)
          server.use(`${mount}/`, express().get('/orders/:id', answer))
        })
        assert.equal((await get(`${app.url}${mount}/orders/1`)).status, 503)
        assert.equal((await get(`${app.url}/page`)).status, 503)
      }
    })

    it('B-01 an operation that a closure serves outside is not reached', async () => {
      await using app = await start(pingAndOrders, (server) => {
        server.get('/v1/ping', answer)
        server.get('/page', answer)
        const hidden = express().get('/orders/:id', answer)
        server.use((req, res, next) => void hidden(req, res, next))
      })
      assert.equal((await get(`${app.url}/orders/1`)).status, 503)
      assert.equal((await get(`${app.url}/page`)).status, 200)
    })

    it('B-01 the proof is quick with 1,500 operations under a base path', async () => {
      const paths = Object.fromEntries(Array.from({ length: 1500 }, (_, n) => [`/r${n}/{id}`, { get: secured }]))
      const document = documentOf(paths, { servers: [{ url: '/client/v4' }] })
      await using app = await start(document, (server) => {
        for (let n = 0; n < 1500; n++) server.get(`/client/v4/r${n}/:id`, answer)
      })
      const before = process.cpuUsage()
      assert.equal((await get(`${app.url}/client/v4/r7/1`)).status, 401)
      assert.ok(process.cpuUsage(before).user < 2_000_000, 'seconds of work would block every caller')
    })

    it('a second gate does not wipe out the caller of the first', async () => {
      const app = express()
      for (const base of ['/a', '/b']) {
        const gate = await portcullis(documentOf({ '/x': { get: secured } }, { servers: [{ url: base }] }), options)
        gate.mount(app)
      }
      app.get(['/a/x', '/b/x'], (req, res) => void res.end(findAuth(req)?.schemes.key?.name ?? 'nobody'))
      await using server = await listening(app)
      for (const path of ['/a/x', '/b/x'])
        assert.equal((await get(server.url + path, { headers: alice })).text, 'alice')
    })

    const endings: readonly (readonly [string, GateOptions['onDenied']])[] = [
      ['answers', (_denial, _req, res) => void res.status(401).end('mine')],
      ['passes a DeniedError on', (denial, _req, _res, next) => next(new DeniedError(denial))],
      ['is silent', () => undefined],
    ]
    for (const [what, onDenied] of endings) {
      it(`R-14 an endless body ends where onDenied ${what}`, async () => {
        await using app = await start(documentOf({ '/orders': { post: secured } }), () => undefined, {
          ...(onDenied && { onDenied }),
        })
        const socket = connect(app.port, '127.0.0.1')
        socket.on('error', () => undefined).resume()
        socket.write('POST /orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
        const timer = setInterval(() => socket.writable && socket.write(`4000\r\n${'a'.repeat(0x4000)}\r\n`), 5)
        await once(socket, 'close')
        clearInterval(timer)
        assert.ok(socket.bytesWritten < 8 * 1024 * 1024)
      })
    }

    it('N-01 an answer that onDenied began and then threw in is cut off', async () => {
      const onDenied: GateOptions['onDenied'] = (_denial, _req, res) => {
        res.writeHead(401)
        res.write('begun')
        assert.fail('thrown')
      }
      await using app = await start(documentOf({ '/orders': { get: secured } }), () => undefined, { onDenied })
      await assert.rejects(get(`${app.url}/orders`))
    })

    it('a parameter that was rewritten behind the gate is checked again', async () => {
      const check = (_principal: unknown, { params }: { params: Readonly<Record<string, string>> }) => params.id === '1'
      const { key } = options.schemes ?? {}
      const routes: GuardedParts['routes'] = (server) => {
        server.use((req, _res, next) => {
          req.url = req.url.replace('to=2', '').replace(/\/1\?$/, '/2?')
          next()
        })
        server.get('/orders/:id', answer)
      }
      await using app = await start(documentOf({ '/orders/{id}': { get: secured } }), routes, {
        schemes: { key: { ...key, check } },
      })
      assert.equal((await get(`${app.url}/orders/1`, { headers: alice })).text, 'ran')
      assert.equal((await get(`${app.url}/orders/1?to=2`, { headers: alice })).status, 403)
    })

    it('a rewritten target in front of protect() is judged', async () => {
      const gate = await portcullis(
        documentOf({ '/orders/{id}': { get: secured }, '/alias/{id}': { get: { security: [] } } }),
        options,
      )
      const app = express()
      app.use((req, _res, next) => {
        req.url = req.url.replace('/alias', '/orders')
        next()
      })
      app.get('/orders/:id', answer)
      app.use(gate.protect())
      await using server = await listening(app)
      await get(`${server.url}/warm`)
      assert.equal((await get(`${server.url}/alias/1`)).status, 401)
    })

    it('P-35 a nested router that takes the parameter', async () => {
      const users = documentOf({
        '/u/{id}': { get: { security: [{ key: ['any'] }] } },
        '/u/me': { get: { security: [{ key: ['me'] }] } },
      })
      await using app = await start(users, (server, _ran, { Router }) => {
        server.use('/u/:id', Router({ mergeParams: true }).get('/', answer))
        server.get('/u/me', answer)
      })
      assert.equal((await get(`${app.url}/u/me`, { headers: alice })).status, 403)
      assert.equal((await get(`${app.url}/u/me`, { headers: bob })).status, 200)
    })

    it('P-28 an application that is case-sensitive where the gate is not', async () => {
      const files = documentOf({ '/files/public': { get: { security: [] } }, '/files/{name}': { get: secured } })
      await using app = await guarded(express, {
        document: files,
        options,
        before: (server) => void server.enable('case sensitive routing'),
        routes: (server) => void server.get('/files/public', answer).get('/files/:name', answer),
      })
      assert.equal((await get(`${app.url}/files/public`)).status, 200)
      assert.equal((await get(`${app.url}/files/PUBLIC`)).status, 401)
    })

    it('a sub-application that a closure calls is locked as well', async () => {
      await using app = await start(
        documentOf({ '/o': { get: { security: [] } }, '/s': { get: secured } }),
        (server) => {
          const sub = express()
          sub.get('/s', answer)
          server.use((req, res, next) => {
            req.url = '/s'
            sub(req, res, next)
          })
        },
      )
      assert.equal((await get(`${app.url}/o`)).status, 401)
    })

    it('an error in front of the gate leads around nothing', async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/orders': { get: secured } }),
        options,
        before: (server) => void server.use((_req, _res, next) => next(new Error('in front'))),
        routes(server) {
          server.use((_error: unknown, _req: Request, _res: Response, next: NextFunction) => next())
          server.get('/hidden', answer)
          server.get('/orders', answer)
        },
      })
      assert.equal((await get(`${app.url}/hidden`)).status, 404)
      assert.equal((await get(`${app.url}/orders`)).status, 401)
      assert.equal((await get(`${app.url}/orders`, { headers: alice })).text, 'ran')
    })

    it('an error in front of the gate keeps its own answer', async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/orders': { get: secured } }),
        options,
        before: (server) =>
          void server.get('/legacy', (_req, _res, next) => next(Object.assign(new Error('theirs'), { status: 418 }))),
        routes: () => undefined,
      })
      assert.equal((await get(`${app.url}/legacy`)).status, 418)
    })

    it('L-17 a log that rejects ends no process', async () => {
      const log = (() => Promise.reject(new Error('the disk is full'))) as () => void
      await using app = await start(documentOf({ '/orders': { get: secured } }), () => undefined, { log })
      assert.equal((await get(`${app.url}/orders`)).status, 401)
    })

    it('a handler behind a rewrite is told of its own operation and caller', async () => {
      const document = documentOf({ '/open': { get: { security: [] } }, '/orders': { get: secured } })
      await using app = await start(document, (server) => {
        server.use((req, _res, next) => {
          req.url = '/orders'
          next()
        })
        server.get('/orders', (req, res) => void res.end(findAuth(req)?.schemes.key?.name))
      })
      const told = await get(`${app.url}/open`, { headers: alice })
      assert.deepEqual([told.text, told.headers.get('cache-control')], ['alice', 'private'])
    })
  })
}
