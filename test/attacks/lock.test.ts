import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NextFunction, Request, Response } from 'express'
import type { GateOptions } from '../../src/index.ts'
import { documentOf, type Guarded, type GuardedParts, guarded } from '../support/guarded.ts'
import { get } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const scoped = (scope: string): object => ({ security: [{ key: [scope] }] })
const keys = [
  { name: 'alice', key: 'key-of-alice-1234', scopes: ['me'] },
  { name: 'bob', key: 'key-of-bob-123456', scopes: ['any', 'me'] },
]
const alice = { headers: { 'x-key': 'key-of-alice-1234' } }
const bob = { headers: { 'x-key': 'key-of-bob-123456' } }
const users = documentOf({ '/users/{id}': { get: scoped('any') }, '/users/me': { get: scoped('me') } })
const answer = (_req: Request, res: Response): void => void res.end('ran')

function noteParam(note: () => void): (req: Request, res: Response, next: NextFunction) => void {
  return (_req, _res, next) => {
    note()
    next()
  }
}

type App = Parameters<GuardedParts['routes']>[0]
type Other = (typeof versions)[number]['express']

/** Ways to hand a request to an application or a router of another copy of Express. */
const callers: readonly (readonly [string, (app: App, other: Other) => void])[] = [
  ['by use', (app, other) => void app.use(other().get('/secret', answer))],
  [
    'by a closure',
    (app, other) => {
      const sub = other().get('/secret', answer)
      app.use((req, res, next) => void sub(req, res, next))
    },
  ],
  ['as a router', (app, other) => void app.use(other.Router().get('/secret', answer))],
  [
    'as a router by a closure',
    (app, other) => {
      const router = other.Router().get('/secret', answer)
      app.use((req, res, next) => void router(req, res, next))
    },
  ],
]

for (const { name, express } of versions) {
  describe(`the lock on ${name}`, () => {
    const start = (document: object, routes: GuardedParts['routes'], more: GateOptions = {}): Promise<Guarded> =>
      guarded(express, { document, routes, options: { schemes: { key: { keys } }, log: false, ...more } })

    const withParam: readonly (readonly [string, (note: () => void) => GuardedParts['routes']])[] = [
      [
        'of the application',
        (note) => (app) => void app.param('id', noteParam(note)).get('/users/:id', answer).get('/users/me', answer),
      ],
      [
        'of a router',
        (note) =>
          (app, _ran, { Router }) => {
            const router = Router()
            router.param('id', noteParam(note))
            app.use('/users', router.get('/:id', answer).get('/me', answer))
          },
      ],
      [
        'of a sub-application that is mounted late',
        (note) => (app) => {
          const sub = express()
          sub.get('/:id', answer).get('/me', answer)
          app.use('/users', sub)
          sub.param('id', noteParam(note))
        },
      ],
    ]
    for (const [what, build] of withParam) {
      it(`P-36 a param callback ${what} waits for the lock`, async () => {
        let called = 0
        await using app = await start(
          users,
          build(() => void called++),
        )
        assert.equal((await get(`${app.url}/users/me`, alice)).status, 403)
        assert.equal(called, 0)
        assert.equal((await get(`${app.url}/users/me`, bob)).text, 'ran')
        assert.equal(called, 1)
      })
    }

    it('P-36 a param callback that is added after the first request waits as well', async () => {
      let called = 0
      await using app = await start(
        users,
        (server) => {
          server.get('/users/:id', answer).get('/users/me', answer)
          server.get('/late', (_req, res) => {
            server.param(
              'id',
              noteParam(() => void called++),
            )
            res.end()
          })
        },
        { allowRoutes: [{ path: '/late', reason: 'a test' }] },
      )
      assert.equal((await get(`${app.url}/users/me`, bob)).status, 200)
      await get(`${app.url}/late`)
      assert.equal((await get(`${app.url}/users/me`, alice)).status, 403)
      assert.equal(called, 0)
    })

    for (const other of versions) {
      for (const [how, call] of callers) {
        it(`P-28 ${other.name} called ${how} is locked`, async () => {
          const document = documentOf({ '/open/{x}': { get: scoped('me') }, '/secret': { get: scoped('any') } })
          await using app = await start(document, (server) => {
            server.use((req, _res, next) => {
              req.url = '/secret'
              next()
            })
            call(server, other.express)
          })
          assert.equal((await get(`${app.url}/open/1`, alice)).status, 403)
          assert.equal((await get(`${app.url}/open/1`, bob)).text, 'ran')
        })
      }
    }

    const document = documentOf({ '/orders/{id}': { get: scoped('any') }, '/other': { get: scoped('any') } })
    const optional = name.startsWith('Express 5') ? '/orders/:id{/:part}' : '/orders/:id/:part?'
    const open: readonly (readonly [string, string | RegExp])[] = [
      ['an optional segment', optional],
      ['an expression', /^\/orders\/(\d+)(\/x)?$/],
      ['an expression of letters and digits', /^\/orders\/([\da-f]{24}|[a-z]+-[a-z]+|1)(\/x)?$/],
      ['a wildcard', name.startsWith('Express 5') ? '/orders/*rest' : '/orders/*'],
    ]
    for (const [what, path] of open) {
      it(`M-12 ${what} that serves an operation answers nothing that is undocumented`, async () => {
        await using app = await start(document, (server) => void server.get(path, answer).get('/page', answer), {
          undocumented: 'pass',
        })
        assert.equal((await get(`${app.url}/orders/1/x`)).status, 404)
        assert.equal((await get(`${app.url}/orders/1`)).status, 401)
        assert.equal((await get(`${app.url}/orders/1`, bob)).text, 'ran')
        assert.equal((await get(`${app.url}/page`)).text, 'ran')
      })
    }

    it('M-12 a catch-all behind the routes of all operations answers pages', async () => {
      await using app = await start(
        document,
        (server) => void server.get('/orders/:id', answer).get('/other', answer).get(/.*/, answer),
        { undocumented: 'pass' },
      )
      assert.equal((await get(`${app.url}/about`)).text, 'ran')
      assert.equal((await get(`${app.url}/orders/1`)).status, 401)
    })

    it('M-12 what a careless router takes for an operation passes neither undocumented nor by allowRoutes', async () => {
      await using app = await start(document, (server) => void server.use('/orders', answer), {
        routing: { caseSensitive: true, strict: true },
        undocumented: 'pass',
        allowRoutes: [{ path: '/orders/*', reason: 'a test' }],
      })
      for (const path of ['/ORDERS/1', '/orders/1/', '/orders/1']) {
        assert.notEqual((await get(app.url + path)).text, 'ran', path)
      }
      assert.equal((await get(`${app.url}/orders/1/files`)).text, 'ran')
    })
  })
}
