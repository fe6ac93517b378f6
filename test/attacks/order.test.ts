import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NextFunction, Request, Response } from 'express'
import { findAuth, type GateOptions, getOperation, portcullis } from '../../src/index.ts'
import { documentOf, type Guarded, type GuardedParts, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'

const scoped = (scope: string): object => ({ security: [{ key: [scope] }] })
const open = { security: [] }
const keys = [
  { name: 'alice', key: 'key-of-alice-1234', scopes: ['me'] },
  { name: 'bob', key: 'key-of-bob-123456', scopes: ['any', 'me'] },
]
const options: GateOptions = { schemes: { key: { keys } }, log: false, docs: false, env: {} }
const alice = { headers: { 'x-key': 'key-of-alice-1234' } }
const bob = { headers: { 'x-key': 'key-of-bob-123456' } }
const says =
  (what: string) =>
  (_req: Request, res: Response): void =>
    void res.end(what)
/** Whoever has only the scope `me` must not run the handler of `/users/{id}`. */
const users = documentOf({ '/users/{id}': { get: scoped('any') }, '/users/me': { get: scoped('me') } })

for (const { name, express } of versions) {
  const isFive = name.startsWith('Express 5')

  describe(`the order of routes on ${name}`, () => {
    const start = (document: object, routes: GuardedParts['routes'], more: GateOptions = {}): Promise<Guarded> =>
      guarded(express, { document, routes, options: { ...options, ...more } })

    const inWrongOrder: readonly (readonly [string, GuardedParts['routes']])[] = [
      [
        'a router that a closure calls',
        (app, _ran, { Router }) => {
          const router = Router().get('/users/:id', says('id')).get('/users/me', says('me'))
          app.use((req, res, next) => void router(req, res, next))
        },
      ],
      [
        'a router that a closure calls behind a route',
        (app, _ran, { Router }) => {
          const router = Router().get('/users/me', says('me'))
          app.get('/users/:id', says('id'))
          app.use('/users/me', (_req, _res, next) => next())
          app.use((req, res, next) => void router(req, res, next))
        },
      ],
      ['a function behind a route', (app) => void app.get('/users/:id', says('id')).use('/users/me', says('me'))],
      [
        'an expression behind a route',
        (app) => void app.get('/users/:id', says('id')).get(/^\/users\/(me|self)$/, says('me')),
      ],
      [
        'a route behind an optional segment',
        (app) => void app.get(isFive ? '/users{/:id}' : '/users/:id?', says('id')).get('/users/me', says('me')),
      ],
      [
        'a route behind an expression',
        (app) => void app.get(/^\/users\/([^/]+)$/, says('id')).get('/users/me', says('me')),
      ],
      [
        'a route behind a parameter with a name of its own',
        (app) => void app.get(isFive ? '/users/:größe' : '/users/:g', says('id')).get('/users/me', says('me')),
      ],
      [
        'a route behind a nested router',
        (app, _ran, { Router }) => {
          app.use('/users/:id', Router({ mergeParams: true }).get('/', says('id')))
          app.get('/users/me', says('me'))
        },
      ],
    ]
    for (const [what, routes] of inWrongOrder) {
      it(`P-23 ${what}: both rules hold, in every form of the target`, async () => {
        await using app = await start(users, routes)
        for (const target of ['/users/me', '/users/me/', '/users/me?x=1', 'http://h/users/me', 'http://h/users/me/']) {
          const { text } = await rawRequest(app.port, 'GET', target, ['x-key: key-of-alice-1234'])
          assert.notEqual(text.split('\r\n\r\n')[1], 'id', target)
        }
        assert.equal((await get(`${app.url}/users/me`, alice)).status, 403)
        assert.equal((await get(`${app.url}/users/me`, bob)).text, 'id')
      })
    }

    it('P-23 a query that middleware takes away changes nothing', async () => {
      await using app = await start(users, (server) => {
        server.use((req, _res, next) => {
          req.url = req.url.replace(/\?.*/, '')
          next()
        })
        server.get('/users/:id', says('id')).get('/users/me', says('me'))
      })
      assert.equal((await get(`${app.url}/users/me?_=1`, alice)).status, 403)
    })

    it('P-23 routes in front of protect() alone', async () => {
      const gate = await portcullis(users, options)
      const app = express()
      app.get('/users/:id', says('id')).get('/users/me', says('me'))
      app.use(gate.protect())
      await using server = await listening(app)
      await get(`${server.url}/nowhere`)
      assert.equal((await get(`${server.url}/users/me`, alice)).status, 403)
    })

    it('P-35 a route that was made for both, a loader, asks for no more than the operation', async () => {
      await using app = await start(users, (server) => {
        server.get(['/users/me', '/users/:id'], (_req, _res, next) => next())
        server.get('/users/me', says('me')).get('/users/:id', says('id'))
      })
      assert.equal((await get(`${app.url}/users/me`, alice)).text, 'me')
    })

    it('P-35 a loader in a router asks for no more than the operation', async () => {
      // Routers before 2.3 do not keep what they were mounted with, so that both rules hold there.
      if (name.endsWith('5.0.0')) return
      await using app = await start(users, (server, _ran, { Router }) => {
        const router = Router()
        router.get(['/me', '/:id'], (_req, _res, next) => next())
        router.get('/me', says('me')).get('/:id', says('id'))
        server.use('/users', router)
      })
      assert.equal((await get(`${app.url}/users/me`, alice)).text, 'me')
      assert.equal((await get(`${app.url}/users/7`, alice)).status, 403)
    })

    it('P-23 a router at a parameter asks for what its own path says', async () => {
      await using app = await start(
        documentOf({ '/{kind}/me': { get: scoped('any') }, '/users/me': { get: scoped('me') } }),
        (server, _ran, { Router }) => {
          server.use('/:kind', Router().get(['/me', '/:id'], says('any')))
          server.get('/users/me', says('me'))
        },
      )
      assert.equal((await get(`${app.url}/users/me`, alice)).status, 403)
      assert.equal((await get(`${app.url}/users/me`, bob)).text, 'any')
    })

    it('P-23 a router at part of a segment: the parts that its path has count, too', async () => {
      // Only Express 4 lets text stand right behind a parameter.
      if (isFive) return
      await using app = await start(
        documentOf({ '/{name}me': { put: scoped('any') }, '/{name}': { put: scoped('me') } }),
        (server, _ran, { Router }) => {
          server.use('/:name([^/]+?)me', Router().put('/', says('any')))
          server.put('/:name', says('me'))
        },
        { routing: { caseSensitive: true } },
      )
      const { text } = await rawRequest(app.port, 'PUT', '/AME', ['x-key: key-of-alice-1234'])
      assert.match(text, / 403 /)
    })

    it('P-35 routers in the right order ask for no more than the operation', async () => {
      // Routers before 2.3 do not keep what they were mounted with, so that both rules hold there.
      if (name.endsWith('5.0.0')) return
      await using app = await start(users, (server, _ran, { Router }) => {
        server.use('/users/me', Router().get('/', says('me')))
        server.use('/users/:id', Router().get('/', says('id')))
      })
      assert.equal((await get(`${app.url}/users/me`, alice)).text, 'me')
      assert.equal((await get(`${app.url}/users/7`, alice)).status, 403)
    })

    it('P-35 routers at parts of segments ask for no more than the operation', async () => {
      if (name.endsWith('5.0.0')) return
      await using app = await start(
        documentOf({ '/a-{x}/a': { put: scoped('me') }, '/a-{x}/a-{y}': { put: scoped('any') } }),
        (server, _ran, { Router }) => {
          const router = Router().use('/a', express().put('/', says('a')))
          server.use('/a-:x', router.put('/a-:y', says('a-y')))
        },
      )
      const put = async (target: string): Promise<string> =>
        (await rawRequest(app.port, 'PUT', target, ['x-key: key-of-alice-1234'])).text
      assert.match(await put('/a-1/a'), /\r\n\r\na$/)
      assert.match(await put('/a-1/a-2'), / 403 /)
    })

    it('P-35 a base path in another case asks for no more than the operation', async () => {
      if (name.endsWith('5.0.0')) return
      const document = { ...users, servers: [{ url: '/v1' }] }
      const gate = await portcullis(document, options)
      const api = express()
      gate.mount(api)
      api.use('/users/me', express.Router().get('/', says('me')))
      api.use('/users/:id', express.Router().get('/', says('id')))
      await using server = await listening(express().use('/v1', api))
      assert.equal((await get(`${server.url}/V1/users/me`, alice)).text, 'me')
      assert.equal((await get(`${server.url}/V1/users/7`, alice)).status, 403)
    })

    it('P-35 a catch-all that goes on asks for no more than the operation', async () => {
      await using app = await start(
        documentOf({ '/users/me': { get: scoped('me') }, '/other/{id}': { get: scoped('any') } }),
        (server) => void server.all(/.*/, (_req, _res, next) => next()).get('/users/me', says('me')),
      )
      assert.equal((await get(`${app.url}/users/me`, alice)).text, 'me')
    })

    it('a handler behind one that went on is told of its own operation', async () => {
      await using app = await start(users, (server) => {
        server.get('/users/:id', (_req, _res, next) => next('route'))
        server.get('/users/me', (req, res) => void res.end(getOperation(req)?.path))
      })
      assert.equal((await get(`${app.url}/users/me`, bob)).text, '/users/me')
    })
  })

  describe(`requests that stand for others on ${name}`, () => {
    const standIns: readonly (readonly [string, (req: Request, url: string) => Request])[] = [
      ['Object.create', (req, url) => Object.create(req, { url: { value: url, writable: true } })],
      [
        'a Proxy',
        (req, url) => new Proxy(req, { get: (target, key) => (key === 'url' ? url : Reflect.get(target, key)) }),
      ],
    ]
    for (const [what, make] of standIns) {
      it(`${what} with another target is judged for that`, async () => {
        const document = documentOf({ '/open': { get: open }, '/secret': { get: scoped('any') } })
        await using app = await guarded(express, {
          document,
          options,
          routes(server) {
            const sub = express().get('/secret', says('secret'))
            server.use((req, res, next) => void sub(make(req, '/secret'), res, next))
          },
        })
        assert.notEqual((await get(`${app.url}/open`)).text, 'secret')
      })

      it(`${what} in a router keeps what was decided`, async () => {
        await using app = await guarded(express, {
          document: users,
          options,
          routes(server, _ran, { Router }) {
            const router = Router().get('/users/:id', says('id')).get('/users/me', says('me'))
            server.use((req, res, next) => void router(make(req, req.url), res, next))
          },
        })
        assert.equal((await get(`${app.url}/users/me`, alice)).status, 403)
      })
    }

    it('a stand-in with credentials of its own is another request', async () => {
      let seen: string | undefined
      await using app = await guarded(express, {
        document: users,
        options,
        routes(server) {
          server.get('/users/me', (req, res) => {
            const inner = new Proxy(req, {
              get: (target, key) => {
                if (key === 'url' || key === 'originalUrl') return '/users/5'
                if (key === 'headers') return { ...req.headers, ...bob.headers }
                return key === 'rawHeaders' ? [] : Reflect.get(target, key)
              },
            })
            seen = findAuth(inner)?.schemes.key?.name
            res.end(findAuth(req)?.schemes.key?.name)
          })
        },
      })
      assert.equal((await get(`${app.url}/users/me`, alice)).text, 'alice')
      assert.equal(seen, undefined)
    })

    it('M-08 a handler that makes another request of it is the last that was admitted', async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/orders/{id}': { post: scoped('me'), delete: scoped('any') } }),
        options,
        routes(server) {
          server.all(
            '/orders/:id',
            (req, _res, next) => {
              req.method = String(req.headers['x-http-method-override'] ?? req.method)
              next()
            },
            says('ran'),
          )
        },
      })
      const post = async (who: { headers: Record<string, string> }): Promise<number> => {
        const headers = { ...who.headers, 'x-http-method-override': 'DELETE' }
        return (await get(`${app.url}/orders/1`, { method: 'POST', headers })).status
      }
      assert.deepEqual([await post(alice), await post(bob)], [403, 200])
      assert.equal((await get(`${app.url}/orders/1`, { method: 'POST', ...alice })).text, 'ran')
    })

    it('a request that an application gives to itself under another target is decided anew', async () => {
      const document = documentOf({ '/open': { get: open }, '/files/{name}': { get: scoped('any') } })
      await using app = await guarded(express, {
        document,
        options,
        routes(server) {
          server.get('/open', (req, res, next) => {
            req.url = '/files/a'
            server(req, res, next)
          })
          server.use('/files', says('file'))
        },
      })
      assert.equal((await get(`${app.url}/open`)).status, 401)
      assert.equal((await get(`${app.url}/open`, bob)).text, 'file')
    })
  })

  describe(`errors and functions in front of the gate on ${name}`, () => {
    it('an error that somebody forgives leads no stranger to a function', async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/graphql': { post: scoped('any') } }),
        options,
        before: (server) => void server.use(express.json()),
        routes(server) {
          const forgive = (_error: unknown, _req: Request, _res: Response, next: NextFunction): void => next()
          server.use(forgive)
          server.use('/graphql', says('graphql'))
        },
      })
      const post = async (headers: Record<string, string>): Promise<number> =>
        (
          await get(`${app.url}/graphql`, {
            method: 'POST',
            body: '{',
            headers: { 'content-type': 'application/json', ...headers },
          })
        ).status
      assert.equal(await post({}), 401)
      assert.equal(await post(bob.headers), 200)
    })

    it('nor to one on a path that is undocumented, and a route in front keeps its own error', async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/a': { post: scoped('me') } }),
        options,
        before(server) {
          server.get('/legacy', (_req, _res, next) => next(Object.assign(new Error('theirs'), { status: 418 })))
          server.use(express.json())
        },
        routes(server) {
          const forgive = (error: { status?: number }, _req: Request, _res: Response, next: NextFunction): void =>
            next(error.status === 418 ? error : undefined)
          server.use(forgive)
          server.use('/internal', says('internal'))
        },
      })
      const headers = { 'content-type': 'application/json' }
      for (const body of ['{}', '{']) {
        assert.equal((await get(`${app.url}/internal`, { method: 'POST', body, headers })).status, 404, body)
      }
      assert.equal((await get(`${app.url}/legacy`)).status, 418)
    })

    it('a function in front that answers an operation is a problem', async () => {
      const gate = await portcullis(documentOf({ '/orders/{id}': { get: scoped('any') } }), options)
      const app = express()
      app.use('/orders', says('in front'))
      app.use('/orders', (_req, _res, next) => next())
      gate.mount(app)
      app.get('/orders/:id', says('order'))
      const { problems } = gate.seal(app)
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['seal.route-in-front'],
      )
    })
  })

  describe(`the space outside on ${name}`, () => {
    const document = documentOf(
      { '/orders/{id}': { get: scoped('any') }, '/ping': { get: open }, '/{any}': { delete: scoped('any') } },
      { servers: [{ url: '/api' }] },
    )
    const inAndOut: readonly (readonly [string, string | RegExp])[] = [
      ['an expression', /^(?:\/api)?\/orders\/(\d+)$/],
      ['an optional prefix', isFive ? '{/api}/orders/:id' : '(/api)?/orders/:id'],
      ['a wildcard', isFive ? '/*any/orders/:id' : '*/orders/:id'],
    ]
    for (const [what, path] of inAndOut) {
      it(`B-01 ${what} that serves an operation inside does not serve it outside`, async () => {
        await using app = await guarded(express, {
          document,
          options,
          routes: (server) =>
            void server.get('/api/ping', says('ping')).get(path, says('order')).get('/page', says('page')),
        })
        assert.equal((await get(`${app.url}/api/orders/1`)).status, 401)
        assert.notEqual((await get(`${app.url}/orders/1`)).text, 'order')
        assert.notEqual((await get(`${app.url}/other/orders/1`)).text, 'order')
        assert.equal((await get(`${app.url}/page`)).text, 'page')
      })
    }

    it('B-01 one router at two places serves no operation at the other one', async () => {
      await using app = await guarded(express, {
        document,
        options,
        routes(server, _ran, { Router }) {
          server.get('/api/ping', says('ping')).get('/api/orders/:id', says('order'))
          server.use(['/api', '/legacy'], Router().delete('/:any', says('deleted')))
        },
      })
      assert.equal((await get(`${app.url}/legacy/1`, { method: 'DELETE' })).status, 503)
    })

    it('B-01 one router at two places, with nested routers and with HEAD', async () => {
      const twice = documentOf(
        { '/orders/{id}': { delete: scoped('any') }, '/a': { get: scoped('any'), head: scoped('any') } },
        { servers: [{ url: '/v1' }] },
      )
      await using app = await guarded(express, {
        document: twice,
        options,
        routes(server, _ran, { Router }) {
          const api = Router().use('/orders', Router().delete('/:id', says('deleted')))
          api.head('/a', says('head')).get('/a', says('a'))
          server.use('/v1', api).use('/api/v2', api)
        },
      })
      assert.equal((await get(`${app.url}/api/v2/orders/7`, { method: 'DELETE' })).status, 503)
      assert.equal((await get(`${app.url}/api/v2/a`, { method: 'HEAD' })).status, 503)
    })

    it('B-02 an operation whose path is the ending of another one', async () => {
      const endings = documentOf(
        { '/comments': { post: scoped('any') }, '/posts/{id}/comments': { post: scoped('any') } },
        { servers: [{ url: '/v1' }] },
      )
      await using app = await guarded(express, {
        document: endings,
        options,
        routes(server, _ran, { Router }) {
          server.use('/v1', Router().post('/comments', says('all')).post('/posts/:id/comments', says('of one')))
        },
      })
      assert.equal((await get(`${app.url}/v1/comments`, { method: 'POST' })).status, 401)
      assert.equal((await get(`${app.url}/v1/posts/1/comments`, { method: 'POST', ...bob })).text, 'of one')
    })

    it('B-01 a handler that serves inside and outside is known, whether it has run or not', async () => {
      const orders = documentOf({ '/orders/{id}': { get: scoped('any') } }, { servers: [{ url: '/api/v1' }] })
      const handler = says('order')
      await using app = await guarded(express, {
        document: orders,
        options,
        routes(server, _ran, { Router }) {
          server.get('/api/v1/orders/:id', handler)
          const hidden = Router().get('/orders/:id', handler)
          server.use('/hidden', (req, res, next) => void hidden(req, res, next))
          server.get('/page', (_req, res) => {
            server.get('/v2/orders/:id', handler)
            res.end('page')
          })
        },
      })
      assert.equal((await get(`${app.url}/hidden/orders/1`)).status, 503)
      assert.equal((await get(`${app.url}/api/v1/orders/1`, bob)).text, 'order')
      assert.equal((await get(`${app.url}/hidden/orders/1`)).status, 503)
      await get(`${app.url}/page`)
      assert.equal((await get(`${app.url}/v2/orders/1`)).status, 503)
    })

    it('B-01 a hidden router in absolute form', async () => {
      await using app = await guarded(express, {
        document,
        options,
        routes(server, _ran, { Router }) {
          server.get('/api/ping', says('ping'))
          const hidden = Router().use('/orders/:id', Router({ mergeParams: true }).get('/', says('order')))
          server.use((req, res, next) => void hidden(req, res, next))
        },
      })
      for (const target of ['/orders/1', '/orders/1/', 'http://h/orders/1', 'http://h/orders/1/']) {
        assert.equal((await rawRequest(app.port, 'GET', target)).status, 503, target)
      }
    })

    it('B-03 two documents on one application, each with routers of the same paths', async () => {
      const of = (url: string): object =>
        documentOf({ '/orders/{id}': { get: scoped('any'), post: scoped('any') } }, { servers: [{ url }] })
      for (const where of ['application', 'routers', 'protect']) {
        const app = express()
        for (const base of ['/v1', '/v2']) {
          const gate = await portcullis(of(base), options)
          const router = express.Router()
          if (where === 'application') gate.mount(app)
          if (where === 'routers') gate.mount(router)
          if (where === 'protect') app.use(base, gate.protect())
          router.get('/orders/:id', says(base)).post('/orders/:id', says(base))
          app.use(base, router)
        }
        await using server = await listening(app)
        for (const base of ['/v1', '/v2']) {
          assert.equal((await get(`${server.url}${base}/orders/1`, bob)).text, base, where)
          assert.equal((await get(`${server.url}${base}/orders/1`)).status, 401, where)
        }
      }
    })

    it('B-03 a page beside the API that is not only read, where basePath says where the API stands', async () => {
      const login = documentOf({ '/login': { post: scoped('any') } }, { servers: [{ url: '/api' }] })
      const routes: GuardedParts['routes'] = (server) =>
        void server.post('/api/login', says('api')).post('/login', says('page'))
      await using told = await guarded(express, { document: login, options: { ...options, basePath: '/api' }, routes })
      assert.equal((await get(`${told.url}/login`, { method: 'POST' })).text, 'page')
      assert.equal((await get(`${told.url}/api/login`, { method: 'POST' })).status, 401)
      await using untold = await guarded(express, { document: login, options, routes })
      assert.equal((await get(`${untold.url}/login`, { method: 'POST' })).status, 503)
    })
  })

  describe(`odd stacks on ${name}`, () => {
    const document = documentOf({ '/orders/{id}': { get: scoped('any') } })

    it('an application of connect stands beside the routes', async () => {
      const lines: string[] = []
      await using app = await guarded(express, {
        document,
        options: { ...options, log: (line) => void lines.push(line) },
        routes(server) {
          const connect = Object.assign((_req: Request, _res: Response, next: NextFunction) => next(), {
            stack: [{ route: '', handle: says('connect') }],
          })
          server.use(connect)
          server.get('/orders/:id', says('order'))
        },
      })
      assert.equal((await get(`${app.url}/orders/1`, bob)).text, 'order')
      assert.deepEqual(
        lines.filter((line) => line.includes('seal.')),
        [],
      )
    })

    it('what cannot be looked at is a problem, and lets those in who may', async () => {
      const routes: GuardedParts['routes'] = (server) => {
        const odd = (_req: Request, _res: Response, next: NextFunction): void => next()
        server.use(odd)
        Object.defineProperty(odd, 'name', { get: () => assert.fail('not to be looked at') })
        server.get('/orders/:id', says('order'))
      }
      await using app = await guarded(express, { document, options, routes })
      assert.equal((await get(`${app.url}/orders/1`, bob)).text, 'order')
      await using strict = await guarded(express, { document, options: { ...options, seal: 'strict' }, routes })
      assert.equal((await get(`${strict.url}/orders/1`, bob)).status, 503)
    })

    it('a tool that wraps what stands in the stack leaves the gate known', async () => {
      const gate = await portcullis(users, { ...options, seal: 'strict' })
      const app = express()
      gate.mount(app)
      let called = 0
      const router = express.Router()
      router.param('id', (_req, _res, next) => {
        called += 1
        next()
      })
      router.get('/users/me', says('me')).get('/users/:id', says('id'))
      app.use(router)
      wrapLayers(app)
      assert.deepEqual(gate.seal(app).problems, [])
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/users/1`, alice)).status, 403)
      assert.equal(called, 0)
      assert.equal((await get(`${server.url}/users/1`, bob)).text, 'id')
      assert.equal(called, 1)
    })

    it("seal: 'strict' opens an application that was built up while it was closed", async () => {
      const gate = await portcullis(document, { ...options, seal: 'strict' })
      const app = express()
      gate.mount(app)
      const router = express.Router()
      app.use('/orders', router)
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/orders/1`, bob)).status, 503)
      router.get('/:id', says('order'))
      await new Promise((resolve) => setTimeout(resolve, 1100))
      assert.equal((await get(`${server.url}/orders/1`, bob)).text, 'order')
    })
  })
}

interface Wrapped {
  handle: (...args: unknown[]) => unknown
  route?: unknown
}

/** As OpenTelemetry does it: each layer's function is another one, with the properties of the first. */
function wrapLayers(app: object): void {
  // Express 4 throws where `app.router` is read.
  const router: unknown = '_router' in app ? app._router : Reflect.get(app, 'router')
  const { stack }: { stack?: Wrapped[] } = Object(router)
  for (const layer of stack ?? []) {
    const { handle } = layer
    if (layer.route !== undefined || handle.length === 4) continue
    layer.handle = function patched(this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(handle, this, args)
    }
    for (const key in handle) {
      Object.defineProperty(layer.handle, key, {
        get: () => Reflect.get(handle, key),
        set: (value) => void Reflect.set(handle, key, value),
      })
    }
  }
}
