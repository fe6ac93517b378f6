import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { describe, it } from 'node:test'
import cors from 'cors'
import { type GateOptions, portcullis, SealError } from '../../../src/index.ts'
import { documentOf } from '../../support/guarded.ts'
import { get, listening } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'
import { type Application, inShort, keyOptions, reportOf, scoped } from './reports.ts'

const run = (_req: unknown, res: { end(text: string): unknown }): void => void res.end('ran')

for (const { name, express } of versions) {
  const isFive = name.startsWith('Express 5')
  const report = (parts: Application) => reportOf(express, parts)

  describe(`the report on ${name}`, () => {
    it('has each route with the operations it can serve, and no problem', async () => {
      const found = await report({
        paths: {
          '/orders/{id}': { get: scoped(), delete: scoped() },
          '/orders/{id}/items/{item}': { get: scoped() },
          '/files/{name}.json': { get: scoped() },
          '/sub/deep/{x}': { get: scoped() },
          '/v/{a}': { get: scoped() },
        },
        routes(app, { Router }) {
          app.route('/orders/:id').get(run).delete(run)
          const items = Router({ mergeParams: true }).get('/:item', run)
          app.use('/orders/:id/items', items)
          app.get(isFive ? '/files/:name.json' : '/files/:name.json', run)
          const deep = express().get('/:x', run)
          app.use('/sub', express().use('/deep', deep))
          app.all(['/v/:a', /^\/w\/\d+$/], run)
        },
      })
      assert.deepEqual(found.problems, [])
      const served = found.routes.map(({ method, path, operations }) => {
        return `${method} ${path}: ${operations.map((one) => `${one.method} ${one.path}`).join(', ')}`
      })
      const deep = '/sub/deep/:x'
      const items = name.endsWith('5.0.0') ? '/orders/{id}/items/:item' : '/orders/:id/items/:item'
      assert.deepEqual(served.slice(0, 5), [
        'get /orders/:id: get /orders/{id}',
        'delete /orders/:id: delete /orders/{id}',
        `get ${items}: get /orders/{id}/items/{item}`,
        'get /files/:name.json: get /files/{name}.json',
        name.endsWith('5.0.0') ? 'get /sub/deep/:x: get /sub/deep/{x}' : `get ${deep}: get /sub/deep/{x}`,
      ])
      assert.match(served[5] ?? '', /^all \/v\/:a: get \/v\/\{a\}$/)
    })

    it('P-24 names routes that no operation knows, method by method', async () => {
      const found = await report({
        paths: { '/orders/{id}': { get: scoped() } },
        routes(app, { Router }) {
          app.get('/orders/:id', run).put('/orders/:id', run)
          app.get('/internal', run).all('/any', run)
          app.options('/orders/:id', run)
          app.use('/admin', Router().get('/stats', run))
        },
      })
      const admin = name.endsWith('5.0.0') ? '…/stats' : '/admin/stats'
      assert.deepEqual(inShort(found.problems), [
        'seal.unknown-route put /orders/:id',
        'seal.unknown-route get /internal',
        'seal.unknown-route all /any',
        `seal.unknown-route get ${admin}`,
      ])
      assert.deepEqual(found.unknown, found.problems)
    })

    it('P-25 names operations that no route serves', async () => {
      const found = await report({
        paths: { '/orders/{id}': { get: scoped(), delete: scoped() }, '/files/{name}': { get: scoped() } },
        routes(app) {
          app.get('/orders/:id', run)
          app.use('/files', express.static('/nowhere'))
        },
      })
      assert.deepEqual(
        found.unserved.map(({ method, path }) => `${method} ${path}`),
        ['delete /orders/{id}'],
      )
      assert.deepEqual(inShort(found.problems), ['seal.unserved delete /orders/{id}'])
    })

    it('P-23 names routes in the wrong order, in nested routers as well', async () => {
      const paths = { '/users/{id}': { get: scoped() }, '/users/me': { get: scoped() } }
      const flat = await report({ paths, routes: (app) => void app.get('/users/:id', run).get('/users/me', run) })
      const nested = await report({
        paths,
        routes: (app, { Router }) => void app.use('/users', Router().get('/:id', run).get('/me', run)),
      })
      for (const found of [flat, nested]) {
        assert.deepEqual(
          found.conflicts.map(({ code, operation }) => `${code} ${operation?.path}`),
          ['seal.order /users/me'],
        )
      }
    })

    it('P-35 finds nothing wrong with a catch-all, with one route for two operations, and with the right order', async () => {
      const paths = { '/users/{id}': { get: scoped() }, '/users/me': { get: scoped() } }
      const applications: readonly Application['routes'][] = [
        (app) => void app.all(/.*/, run),
        (app) => void app.get('/users/:id', run),
        (app) => void app.get('/users/me', run).get('/users/:id', run),
        (app) => void app.all(/.*/, run).get('/users/me', run).get('/users/:id', run),
      ]
      for (const routes of applications) assert.deepEqual((await report({ paths, routes })).problems, [])
    })

    it('R-14 names body parsers in front of the gate, and none behind it', async () => {
      const found = await report({
        paths: { '/orders': { post: scoped() } },
        before: (app) => void app.use(express.json()).use(express.urlencoded()),
        routes: (app) => void app.use(express.raw()).post('/orders', run),
      })
      assert.deepEqual(inShort(found.problems), ['seal.body-in-front /', 'seal.body-in-front /'])
      assert.match(found.bodyBeforeGate[0]?.message ?? '', /^jsonParser/)
    })

    it('P-26 lists functions that nobody can see into, which is no problem', async () => {
      const found = await report({
        paths: { '/orders': { get: scoped() } },
        before: (app) =>
          void app.use(function logger(_req, _res, next) {
            next()
          }),
        routes(app) {
          app.get('/orders', run)
          app.use('/static', express.static('/nowhere'))
          app.use((_req, res) => void res.status(404).end())
        },
      })
      assert.deepEqual(found.problems, [])
      const messages = found.opaque.map(({ code, message }) => `${code} ${message.split(';')[0]}`)
      assert.deepEqual(messages, [
        'seal.opaque logger stands in front of the gate',
        'seal.opaque serveStatic stands behind the gate',
        'seal.opaque a function stands behind the gate',
      ])
      assert.equal(String(found), '')
    })

    it('tells of cors() behind the gate, and not of one in front', async () => {
      const paths = { '/orders': { get: scoped() } }
      const routes: Application['routes'] = (app) => void app.use(cors()).get('/orders', run)
      const late = await report({ paths, routes })
      assert.match(String(late), /seal\.cors/)
      assert.deepEqual(late.problems, [])
      assert.equal(String(await report({ paths, routes, before: (app) => void app.use(cors()) })), '')
    })

    it('has allowed routes, and tells of entries that nothing needs', async () => {
      const allowRoutes = [
        { path: '/healthz', method: 'GET', reason: 'the load balancer asks' },
        { path: '/static/*', reason: 'files' },
        { path: '/old/{id}', reason: 'until the next version' },
        { path: '/pages/*', reason: 'pages' },
      ]
      const found = await report({
        paths: { '/orders': { get: scoped() } },
        options: { allowRoutes },
        routes(app) {
          app.get('/orders', run).get('/healthz', run).post('/healthz', run).get('/pages/a/b', run)
          app.use('/static', express.static('/nowhere'))
          app.use((_req, res) => void res.status(404).end())
        },
      })
      assert.deepEqual(inShort(found.problems), ['seal.unknown-route post /healthz', 'seal.allowed-route /old/{id}'])
      assert.match(found.unknown[1]?.message ?? '', /until the next version/)
    })

    it('has allowed routes whose path is an expression, or whose place cannot be read', async () => {
      const found = await report({
        paths: { '/orders': { get: scoped() } },
        options: {
          allowRoutes: [
            { path: '/admin/*', reason: 'back office' },
            { path: '/healthz', reason: 'the load balancer asks' },
            { path: '/b/*', reason: 'a second place' },
          ],
        },
        routes(app, { Router }) {
          app.get('/orders', run)
          app.get(isFive ? '/admin/*rest' : '/admin/*', run).get(/^\/healthz$/, run)
          app.use(/^\/b/, Router().get('/x', run))
        },
      })
      assert.deepEqual(found.problems, [])
    })

    it('does not take a text for a value: /v/1 beside /v/{n}', async () => {
      const found = await report({
        paths: {
          '/v/1': { get: scoped() },
          '/v/{n}': { get: scoped() },
          '/s/x': { get: scoped() },
          '/s/{n}': { get: scoped() },
        },
        routes: (app) =>
          void app.get('/v/1', run).get('/v/:n', run).get('/s/x', run).get('/s/:n', run).get(/^\/zz/, run),
      })
      assert.deepEqual(found.problems, [])
    })

    const noExpressions = isFive ? 'Express 5 has no expressions in paths' : false
    it('knows a route by its path where no sample has what its expression wants', { skip: noExpressions }, async () => {
      const found = await report({
        paths: { '/r/{year}/{month}': { get: scoped() }, '/o/{id}': { get: scoped() } },
        extra: { servers: [{ url: '/v1' }] },
        routes: (app, { Router }) =>
          void app.use('/v1', Router().get('/r/:y(\\d{4})/:m(\\d{2})', run).get('/o/:id([A-Z]{3}\\d{6})', run)),
      })
      assert.deepEqual(found.problems, [])
    })

    it('takes a limiter for none that serves, and a proxy under its own path for one', async () => {
      const found = await report({
        paths: { '/api/orders': { get: scoped(), post: scoped() }, '/files/{name}': { get: scoped() } },
        routes(app) {
          app.use('/api', (_req, _res, next) => next())
          app.get('/api/orders', run)
          app.use('/files', (_req, _res, next) => next())
        },
      })
      assert.deepEqual(inShort(found.problems), ['seal.unserved post /api/orders'])
    })

    it('looks anew: a route that took the place of another is seen', async () => {
      const gate = await portcullis(documentOf({ '/orders': { get: scoped() } }), keyOptions)
      const app = express()
      gate.mount(app)
      app.get('/orders', run)
      assert.deepEqual(gate.seal(app).problems, [])
      const router: unknown = '_router' in app ? app._router : Reflect.get(app, 'router')
      const { stack }: { stack: unknown[] } = Object(router)
      stack.pop()
      app.get('/other', run)
      assert.deepEqual(inShort(gate.seal(app).problems), ['seal.unknown-route get /other', 'seal.unserved get /orders'])
    })

    it('lets listeners for upgrades serve what has no route, once the gate decides for them', async () => {
      const gate = await portcullis(documentOf({ '/stream': { get: scoped(), post: scoped() } }), keyOptions)
      const app = express()
      gate.mount(app)
      gate.guard(createServer(app))
      assert.deepEqual(inShort(gate.seal(app).problems), ['seal.unserved post /stream'])
      assert.throws(() => gate.guard(app as never), /gate\.guard wants the server/)
    })

    it('B-01 says which base path to set where everything is served elsewhere', async () => {
      const paths = { '/orders/{id}': { get: scoped() }, '/users': { get: scoped() } }
      const cases: readonly (readonly [string, string, string])[] = [
        ['/v1', '', "basePath: '/'"],
        ['', '/api', "basePath: '/api'"],
        ['/api/v1', '/v1', "basePath: '/v1'"],
      ]
      for (const [base, at, wanted] of cases) {
        const extra = base === '' ? {} : { servers: [{ url: base }] }
        const found = await report({
          paths,
          extra,
          routes: (app) => void app.get(`${at}/orders/:id`, run).get(`${at}/users`, run),
        })
        assert.equal(found.outside.length, 1, base)
        assert.ok(found.outside[0]?.message.includes(wanted), found.outside[0]?.message)
      }
    })

    it('P-28 says nothing of routes outside the base path', async () => {
      const found = await report({
        paths: { '/orders': { get: scoped() } },
        extra: { servers: [{ url: '/v1' }] },
        routes: (app, { Router }) =>
          void app.get('/v1/orders', run).get('/', run).use('/pages', Router().get('/a', run)),
      })
      assert.deepEqual(found.problems, [])
    })

    it('is one for all gates of an application', async () => {
      const gates = await Promise.all(
        ['/a', '/b'].map((url) =>
          portcullis(documentOf({ '/x': { get: scoped() } }, { servers: [{ url }] }), keyOptions),
        ),
      )
      const app = express()
      for (const gate of gates) gate.mount(app)
      app.get('/a/x', run).get('/b/x', run).get('/b/y', run)
      const reports = gates.map((gate) => gate.seal(app))
      for (const found of reports) {
        assert.deepEqual(inShort(found.problems), ['seal.unknown-route get /b/y'])
        assert.deepEqual(
          found.routes.map(({ operations }) => operations.length),
          [1, 1, 0],
        )
      }
    })

    it('names a route in front of protect() alone, and says where no gate stands', async () => {
      const document = documentOf({ '/orders': { get: scoped() }, '/open': { get: { security: [] } } })
      const gate = await portcullis(document, keyOptions)
      const app = express()
      app.get('/orders', run).get('/open', run)
      assert.deepEqual(inShort(gate.seal(app).beforeGate), ['seal.no-gate'])
      app.use(gate.protect())
      assert.deepEqual(inShort(gate.seal(app).beforeGate), ['seal.route-in-front get /orders'])
      // From `seal` on the lock judges there, too.
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/orders`)).status, 401)
    })

    it('finds the place of a router by what it serves', async () => {
      const document = documentOf({ '/orders': { get: scoped() } }, { servers: [{ url: '/v1' }] })
      const gate = await portcullis(document, keyOptions)
      const router = express.Router()
      gate.mount(router)
      router.get('/orders', run).get('/other', run)
      assert.deepEqual(inShort(gate.seal(router).problems), ['seal.unknown-route get /v1/other'])
    })

    it('wants an application', async () => {
      const gate = await portcullis(documentOf({ '/orders': { get: scoped() } }), keyOptions)
      for (const wrong of [undefined, null, {}, 'app'])
        assert.throws(() => gate.seal(wrong as never), /gate\.seal wants/)
    })

    it('is frozen, and JSON', async () => {
      const found = await report({
        paths: { '/orders': { get: scoped() } },
        routes: (app) => void app.get('/other', run),
      })
      assert.ok(Object.isFrozen(found) && Object.isFrozen(found.unknown) && Object.isFrozen(found.unknown[0]), 'frozen')
      const read = JSON.parse(JSON.stringify(found))
      assert.deepEqual(read.unserved[0].path, '/orders')
      assert.deepEqual(Object.keys(read).sort(), [
        'beforeGate',
        'bodyBeforeGate',
        'conflicts',
        'opaque',
        'outside',
        'problems',
        'routes',
        'unknown',
        'unserved',
      ])
    })
  })

  describe(`sealing on ${name}`, () => {
    const start = async (options: GateOptions, routes: Application['routes']) => {
      const lines: string[] = []
      const document = documentOf({ '/orders': { get: scoped() } }, { servers: [{ url: '/v1' }] })
      const gate = await portcullis(document, { ...keyOptions, ...options, log: (line) => void lines.push(line) })
      const app = express()
      gate.mount(app)
      routes(app, express)
      return { gate, app, lines, server: await listening(app) }
    }

    it('the first request tells the table once, and again when routes were added', async () => {
      const { app, lines, server } = await start({}, (one) => void one.get('/v1/orders', run).get('/v1/hidden', run))
      await using _server = server
      for (let times = 0; times < 3; times++) await get(`${server.url}/v1/orders`)
      const tables = (): readonly string[] => lines.filter((line) => line.includes('seal.'))
      assert.equal(tables().length, 1)
      assert.match(tables()[0] ?? '', /GET \/v1\/hidden +no operation knows this route/)
      app.get('/v1/later', run)
      for (let times = 0; times < 3; times++) await get(`${server.url}/v1/orders`)
      assert.equal(tables().length, 2)
      assert.match(tables()[1] ?? '', /later/)
    })

    it('gate.seal(app) tells the table, and the first request not again', async () => {
      const { gate, app, lines, server } = await start(
        {},
        (one) => void one.get('/v1/orders', run).get('/v1/hidden', run),
      )
      await using _server = server
      gate.seal(app)
      await get(`${server.url}/v1/orders`)
      assert.equal(lines.filter((line) => line.includes('seal.')).length, 1)
    })

    it("seal: 'strict' throws, and where only a request finds it, the API is 503 and the rest is not", async () => {
      const routes: Application['routes'] = (app) =>
        void app.get('/v1/orders', run).get('/v1/hidden', run).get('/page', run)
      const { gate, app, server } = await start({ seal: 'strict' }, routes)
      await using _server = server
      assert.equal((await get(`${server.url}/v1/orders`, { headers: { 'x-key': 'key-of-alice-1234' } })).status, 503)
      assert.equal((await get(`${server.url}/page`)).text, 'ran')
      assert.throws(
        () => gate.seal(app),
        (error: unknown) =>
          error instanceof SealError &&
          error.code === 'seal' &&
          error.report.unknown.length === 1 &&
          /hidden/.test(error.message),
      )
    })

    it("seal: 'strict' lets an application work that fits", async () => {
      const { gate, app, server } = await start({ seal: 'strict' }, (one) => void one.get('/v1/orders', run))
      await using _server = server
      assert.deepEqual(gate.seal(app).problems, [])
      assert.equal((await get(`${server.url}/v1/orders`, { headers: { 'x-key': 'key-of-alice-1234' } })).text, 'ran')
    })

    it('L-12 mount() names a route in front, whatever path it has', async () => {
      const paths: readonly (string | RegExp | string[])[] = [
        '/v1/orders',
        '/V1/:any',
        ['/x', '/v1/orders/'],
        /^\/v1\/ord/,
        isFive ? '/v1{/:any}' : '/v1/:any?',
        isFive ? '/*any' : '*',
        ...(isFive ? [] : ['/v1/:name([a-z]+)']),
      ]
      for (const path of paths) {
        const gate = await portcullis(
          documentOf({ '/orders': { get: scoped() } }, { servers: [{ url: '/v1' }] }),
          keyOptions,
        )
        const app = express()
        app.get(path, run)
        assert.throws(() => gate.mount(app), /stands in front of the gate/, String(path))
      }
    })

    it('L-12 mount() names a route that takes one value of a parameter', async () => {
      const gate = await portcullis(documentOf({ '/users/{id}': { get: scoped() } }), keyOptions)
      const app = express()
      app.use('/users', express.Router().get('/me', run))
      // Routers before 2.3 do not keep what they were mounted with; the lock looks when the route runs.
      if (!name.endsWith('5.0.0')) return assert.throws(() => gate.mount(app), /the route \/users\/me stands in front/)
      gate.mount(app)
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/users/me`)).status, 401)
    })

    it('L-12 mount() lets other methods and public operations stand in front', async () => {
      const document = documentOf({ '/a': { get: { security: [] }, post: scoped() } })
      const gate = await portcullis(document, keyOptions)
      const app = express()
      app.get('/a', run).put('/a', run).get('/healthz', run)
      gate.mount(app)
    })

    it("F-41 seal: 'strict' refuses a reload to a document that the routes do not fit", async () => {
      const { gate, app, server } = await start({ seal: 'strict' }, (one) => void one.get('/v1/orders', run))
      await using _server = server
      gate.seal(app)
      const next = documentOf(
        { '/orders': { get: scoped() }, '/new': { get: scoped() } },
        { servers: [{ url: '/v1' }] },
      )
      await assert.rejects(gate.reload(next), /\/new .*no route serves this operation/)
      assert.equal((await get(`${server.url}/v1/orders`, { headers: { 'x-key': 'key-of-alice-1234' } })).text, 'ran')
    })

    it('F-41 the same with protect() alone', async () => {
      const gate = await portcullis(documentOf({ '/orders': { get: scoped() } }), { ...keyOptions, seal: 'strict' })
      const app = express()
      app.use(gate.protect()).get('/orders', run)
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/orders`)).status, 401)
      await assert.rejects(
        gate.reload(documentOf({ '/orders': { get: scoped() }, '/new': { get: scoped() } })),
        /\/new/,
      )
      assert.equal((await get(`${server.url}/orders`)).status, 401)
    })

    it('F-41 a reload that would protect a route in front is refused', async () => {
      const gate = await portcullis(documentOf({ '/a': { get: scoped() } }), keyOptions)
      const app = express()
      app.get('/b', run)
      gate.mount(app)
      app.get('/a', run)
      const next = documentOf({ '/a': { get: scoped() }, '/b': { get: scoped() } })
      await assert.rejects(gate.reload(next), /the route \/b stands in front of the gate/)
    })
  })
}
