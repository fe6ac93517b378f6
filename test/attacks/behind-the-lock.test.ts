import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as after } from 'node:timers/promises'
import type { Express, NextFunction, Request, RequestHandler, Response } from 'express'
import { DeniedError, type GateOptions, portcullis } from '../../src/index.ts'
import { documentOf, type Guarded, type GuardedParts, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'

const scoped = (scope: string): object => ({ security: [{ key: [scope] }] })
const keys = [
  { name: 'alice', key: 'key-of-alice-1234', scopes: ['me'] },
  { name: 'bob', key: 'key-of-bob-123456', scopes: ['any', 'me'] },
]
const options: GateOptions = { schemes: { key: { keys } }, log: false, docs: false, env: {} }
/** The lock has to wait for each decision. */
const waiting: GateOptions = { ...options, schemes: { key: { keys, check: () => after(2, true) } } }
const alice = { headers: { 'x-key': 'key-of-alice-1234' } }
const bob = { headers: { 'x-key': 'key-of-bob-123456' } }
const says =
  (what: string) =>
  (_req: Request, res: Response): void =>
    void res.end(what)
const goesOn: RequestHandler = (_req, _res, next) => next()
const forgives = (_error: unknown, _req: Request, _res: Response, next: NextFunction): void => next()
/** Whoever has only the scope `me` must not run the handler of `/users/{id}`. */
const users = documentOf({
  '/users/{id}': { get: scoped('any') },
  '/users/me': { get: scoped('me') },
  '/files/{name}': { get: scoped('any') },
  '/open': { get: { security: [] } },
})

/** Middleware that makes another target of `/open`, and another request of it. */
const sends =
  (to: string, spoil: (req: Request, res: Response) => void = () => {}): RequestHandler =>
  (req, res, next) => {
    if (req.url === '/open') {
      req.url = to
      spoil(req, res)
    }
    next()
  }

interface Layer {
  handle: unknown
}

function stackOf(app: Express): Layer[] {
  const router: unknown = Reflect.get(app, '_router') ?? Reflect.get(app, 'router')
  assert.ok(typeof router === 'function' && 'stack' in router && Array.isArray(router.stack))
  return router.stack
}

for (const { name, express } of versions) {
  describe(`behind the lock on ${name}`, () => {
    const start = (routes: GuardedParts['routes'], more: GateOptions = options): Promise<Guarded> =>
      guarded(express, { document: users, routes, options: more })

    describe('a route in front of the gate that serves a protected operation', () => {
      for (const [method, target, status] of [
        ['GET', '/users/1', 401],
        ['GET', '/users/a%2fb', 400],
        ['GET', '/users/%00', 400],
        ['GET', '/users/..', 400],
        ['POST', '/users/1', 405],
        ['TRACE', '/users/1', 405],
      ] as const) {
        it(`P-23 is not reached by ${method} ${target} either`, async () => {
          const gate = await portcullis(users, options)
          const app = express().all('/users/:id', says('ran'))
          app.use(gate.protect())
          await using server = await listening(app)
          await get(`${server.url}/open`)
          const { text } = await rawRequest(server.port, method, target)
          assert.match(text, new RegExp(`^HTTP/1.1 ${status} `))
        })
      }

      it('P-23 is left alone where another route in front answers another method', async () => {
        const gate = await portcullis(users, options)
        const app = express().post('/users/:id', says('own'))
        app.use(gate.protect())
        await using server = await listening(app)
        await get(`${server.url}/open`)
        assert.equal((await get(`${server.url}/users/1`, { method: 'POST' })).text, 'own')
      })
    })

    it('P-23 a gate on a sub-application locks routes of the application in front of it', async () => {
      const gate = await portcullis({ ...users, servers: [{ url: '/v1' }] }, { ...options, basePath: '/v1' })
      const app = express()
      const api = express()
      gate.mount(api)
      app.get('/v1/users/:id', says('ran'))
      app.use('/v1', api)
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/v1/users/1`)).status, 401)
      assert.equal((await get(`${server.url}/v1/users/1`, bob)).text, 'ran')
    })

    it('N-01 a refusal that onDenied passes on and an error handler forgives reaches no function', async () => {
      await using app = await start(
        (server) => {
          server.use(forgives)
          server.use('/files', says('ran'))
          server.use(express.Router().use('/files', says('ran')))
        },
        { ...options, onDenied: (denial, _req, _res, next) => next(new DeniedError(denial)) },
      )
      for (let round = 0; round < 2; round++) {
        assert.deepEqual(await statusAndText(app, '/files/1', alice), [403, false])
      }
      assert.equal((await get(`${app.url}/files/1`, bob)).text, 'ran')
    })

    for (const [what, spoil] of [
      ['`req.auth` is taken', (req: Request) => Object.defineProperty(req, 'auth', { get: () => undefined })],
      [
        '`req.route` is taken',
        (req: Request) => Object.defineProperty(req, 'route', { value: undefined, writable: true }),
      ],
    ] as const) {
      it(`N-01 an error in front of the gate where ${what} leads nobody further`, async () => {
        await using app = await guarded(express, {
          document: users,
          options,
          before: (server) =>
            void server.use((req, _res, next) => {
              spoil(req)
              next(new Error('in front'))
            }),
          routes: (server) => void server.use(forgives).get('/users/:id', says('ran')).use('/files', says('ran')),
        })
        for (const path of ['/users/1', '/files/1']) {
          const { status, text } = await get(app.url + path)
          assert.deepEqual([status >= 500, text.includes('ran')], [true, false], path)
        }
      })
    }

    for (const [what, spoil] of [
      [
        '`req.auth` is fixed',
        (req: Request) => void Object.defineProperty(req, 'auth', { value: 1, configurable: false }),
      ],
      [
        'the response refuses headers',
        (_req: Request, res: Response) => {
          res.setHeader = () => assert.fail('no headers')
        },
      ],
      [
        'nothing of the response works',
        (_req: Request, res: Response) => {
          res.setHeader = () => assert.fail('no headers')
          res.destroy = () => assert.fail('no end')
        },
      ],
    ] as const) {
      it(`L-04 the process lives and the request ends where ${what} at the lock`, async () => {
        await using app = await start((server) => {
          server.use(
            sends('/files/1', (req, res) => {
              if (Object.getOwnPropertyDescriptor(req, 'auth')?.configurable) Reflect.deleteProperty(req, 'auth')
              spoil(req, res)
            }),
          )
          server.get('/files/:name', says('ran'))
        }, waiting)
        for (const who of [alice, bob]) {
          const [status, ran] = await statusAndText(app, '/open', who).catch(() => ['cut off', false] as const)
          assert.ok(status === 'cut off' || status === 503 || status === 403, String(status))
          assert.equal(ran, false)
        }
      })
    }

    it('N-03 what fails at the lock runs no error handler of the route', async () => {
      await using app = await start((server) => {
        server.get('/users/:id', says('ran'), (_error: unknown, _req: Request, res: Response, _next: NextFunction) => {
          res.end('ran the error handler')
        })
        server.get('/users/me', says('me'))
        Object.assign(stackOf(server), { [stackOf(server).length]: unreadable })
      })
      for (const who of [{}, alice, bob]) {
        const { status, text } = await get(`${app.url}/users/me`, who)
        assert.ok(!text.includes('ran'), `${status} ${text}`)
      }
    })

    it('P-27 what middleware makes of a request while the lock waits is judged anew', async () => {
      await using app = await start((server) => {
        server.use((req, _res, next) => {
          if (req.url !== '/open') return next()
          req.url = '/users/me'
          next()
          req.url = '/files/1'
        })
        server.all(/.*/, (req, res) => void res.end(`ran ${req.url}`))
      }, waiting)
      assert.deepEqual(await statusAndText(app, '/open', alice), [403, false])
    })

    it('P-23 a gate that joins inside a route is asked, with the first request as well', async () => {
      const other = documentOf({ '/x': { get: scoped('me') } }, { servers: [{ url: '/a' }] })
      const first = await portcullis(other, { ...options, basePath: '/a' })
      const second = await portcullis({ ...users, servers: [{ url: '/b' }] }, { ...options, basePath: '/b' })
      const app = express()
      first.mount(app)
      app.use((req, _res, next) => {
        if (req.url === '/other') req.url = '/b/users/1'
        next()
      })
      app.get('/b/users/:id', goesOn, second.protect(), says('ran'))
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/other`)).status, 401)
    })

    for (const [what, swap] of [
      ['a layer', (stack: Layer[], other: Layer) => void stack.splice(-1, 1, other)],
      [
        'the router of a layer',
        (stack: Layer[], other: Layer) => Object.assign(stack.at(-1) ?? {}, { handle: other.handle }),
      ],
    ] as const) {
      it(`P-23 a route that takes the place of another is seen: ${what}`, async () => {
        const app = express()
        await using server = await listening(app)
        const gate = await portcullis(users, options)
        gate.mount(app)
        app.get('/users/:id', says('id'))
        app.use(express.Router().get('/open', says('open')))
        assert.equal((await get(`${server.url}/users/me`, alice)).text, 'id')
        const [other] = stackOf(express().use(express.Router().get('/users/me', says('me')))).slice(-1)
        swap(stackOf(app), other ?? assert.fail('no layer'))
        await after(300)
        assert.equal((await get(`${server.url}/users/me`, alice)).status, 403)
      })
    }

    it('P-23 a stand-in with a `route` of its own is asked from the first request on', async () => {
      await using app = await start((server, _ran, { Router }) => {
        const router = Router().get('/files/:name', says('ran'))
        server.get('/open', (req, res, next) => {
          const url = { value: '/files/1', writable: true }
          router(Object.create(req, { url, route: { value: undefined, writable: true } }), res, next)
        })
        server.use(router)
      })
      assert.deepEqual(await statusAndText(app, '/open', {}), [401, false])
    })

    it('a lazy query that a handler returns runs no more often than without a gate', async () => {
      let runs = 0
      const query = {
        // biome-ignore lint/suspicious/noThenProperty: a query builder has one
        then(done: (rows: unknown) => void) {
          runs += 1
          done([])
        },
      }
      await using app = await start((server) => {
        server.use(sends('/files/1'))
        server.get('/files/:name', (_req, res) => {
          res.end('ran')
          return query as unknown as undefined
        })
      }, waiting)
      assert.equal((await get(`${app.url}/open`, bob)).text, 'ran')
      await after(10)
      assert.equal(runs, name.startsWith('Express 4') ? 0 : 1)
    })

    it('frozen layers are guarded', async () => {
      await using app = await start((server) => {
        server.use(express.json(), sends('/files/1'))
        server.get('/files/:name', says('ran'))
        for (const layer of stackOf(server)) freezeHandlers(layer)
      })
      const json = { ...alice.headers, 'content-type': 'application/json', 'content-length': '2' }
      assert.equal((await get(`${app.url}/open`, { headers: json })).status, 403)
      assert.equal((await get(`${app.url}/open`, bob)).text, 'ran')
    })

    it('two routes of one stack are each asked for', async () => {
      await using app = await start((server) => {
        const one = server.route('/users/:id').get(says('ran'))
        Object.assign(server.route('/users/me'), { stack: one.stack, methods: Reflect.get(one, 'methods') })
      })
      for (let round = 0; round < 3; round++) {
        assert.equal((await get(`${app.url}/users/1`, bob)).text, 'ran')
        assert.equal((await get(`${app.url}/users/1`, alice)).status, 403)
      }
    })

    it("P-36 a callback for a router's own parameter is not judged by a route that went on", async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/users/{id}': { get: scoped('me') }, '/{slug}': { get: scoped('any') } }),
        options,
        routes: (server, _ran, { Router }) => {
          server.use('/users', Router().get('/:id', goesOn))
          server.param('area', (_req, _res, next) => next())
          server.use('/:area', Router().get('/:id', says('ran')))
          server.get('/:slug', says('slug'))
        },
      })
      assert.equal((await get(`${app.url}/users/1`, alice)).text, 'ran')
    })

    it('R-06 many routes that go on cost a request little', async () => {
      await using app = await start((server) => {
        for (let index = 0; index < 200; index++) server.get('/users/:id', goesOn)
        server.get('/users/me', says('me'))
      })
      // It took four seconds where each of them looked at each of them for each of them.
      const signal = AbortSignal.timeout(2000)
      assert.equal((await get(`${app.url}/users/me`, { ...bob, signal })).text, 'me')
    })
  })
}

/** A layer that no router of Express would make: nobody can read it. */
const unreadable = { match: () => false, route: { path: '/x' }, handle() {} }

function freezeHandlers(layer: object): void {
  if (!('route' in layer) || typeof layer.route !== 'object' || layer.route === null || !('stack' in layer.route))
    return
  assert.ok(Array.isArray(layer.route.stack))
  for (const handler of layer.route.stack) Object.freeze(handler)
}

async function statusAndText(app: Guarded, path: string, who: object): Promise<readonly [number, boolean]> {
  const { status, text } = await get(app.url + path, who)
  return [status, text.includes('ran')]
}
