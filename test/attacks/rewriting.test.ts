// What stands between a gate and the routes may change the request: the operation that is enforced is the one that runs.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RequestHandler } from 'express'
import methodOverride from 'method-override'
import type { GateOptions } from '../../src/index.ts'
import { createRoute } from '../support/dispatched-route.ts'
import { documentOf, type Guarded, type GuardedParts, guarded } from '../support/guarded.ts'
import { get } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

/** Callers are named after their scopes. */
const keys = ['read', 'write', 'remove', 'write remove', 'admin'].map((scopes) => ({
  name: scopes,
  key: `key-of-${scopes.replace(' ', '-and-')}`,
  scopes: scopes.split(' '),
}))
const options: GateOptions = { schemes: { key: { keys } } }
const needs = (scope: string): object => ({ security: [{ key: [scope] }] })
const isPublic = { security: [] }

/** Without it, only POST may be overridden. */
const anyMethod = { methods: ['GET', 'POST'] }

const orders = documentOf({
  '/orders': { get: isPublic, post: needs('write'), delete: needs('remove') },
})

const serveOrders: GuardedParts['routes'] = (app, ran) => {
  for (const method of ['get', 'post', 'delete', 'put'] as const) {
    app[method]('/orders', (_req, res) => {
      ran(method)
      res.end(method)
    })
  }
}

/** What a caller gets, `200 delete`, and that nothing ran where it was refused. */
async function ask(app: Guarded, caller: string, line: string, headers: Record<string, string> = {}): Promise<string> {
  app.ran.length = 0
  const [method = '', path = ''] = line.split(' ')
  const key = keys.find(({ name }) => name === caller)?.key
  const answer = await get(app.url + path, { method, headers: { ...headers, ...(key && { 'x-key': key }) } })
  if (answer.status !== 200) assert.deepEqual(app.ran, [], `${line} by ${caller}`)
  return answer.status === 200 ? `200 ${app.ran.join()}` : String(answer.status)
}

for (const { name, express } of versions) {
  describe(`method-override on ${name}`, () => {
    const between = (override: RequestHandler): Promise<Guarded> =>
      guarded(express, {
        document: orders,
        options,
        routes(app, ran) {
          app.use(express.urlencoded({ extended: false }), override)
          serveOrders(app, ran, express)
        },
      })
    const inFront = (override: RequestHandler): Promise<Guarded> =>
      guarded(express, { document: orders, options, before: (app) => void app.use(override), routes: serveOrders })

    it('M-08 between gate and routes: the method that came and the one that runs, both', async () => {
      await using app = await between(methodOverride())
      const headers = { 'x-http-method-override': 'DELETE' }
      const answers = ['nobody', 'write', 'remove', 'write remove'].map(
        (caller) => () => ask(app, caller, 'POST /orders', headers),
      )
      assert.deepEqual(await inTurn(answers), ['401', '403', '403', '200 delete'])
      assert.equal(await ask(app, 'write', 'POST /orders'), '200 post')
    })

    it('M-08 between gate and routes: a method that the document does not have', async () => {
      await using app = await between(methodOverride())
      assert.equal(await ask(app, 'admin', 'POST /orders', { 'x-http-method-override': 'PUT' }), '403')
      assert.equal(await ask(app, 'write', 'POST /orders', { 'x-http-method-override': 'PUT' }), '405')
    })

    it('M-08 between gate and routes: by the query, of GET as well', async () => {
      await using app = await between(methodOverride('_method', anyMethod))
      assert.equal(await ask(app, 'nobody', 'GET /orders?_method=DELETE'), '401')
      assert.equal(await ask(app, 'write', 'GET /orders?_method=DELETE'), '403')
      assert.equal(await ask(app, 'remove', 'GET /orders?_method=DELETE'), '200 delete')
      assert.equal(await ask(app, 'nobody', 'GET /orders?_method=HEAD'), '200 get')
    })

    it('M-08 between gate and routes: by a field of the body', async () => {
      await using app = await between(methodOverride((req) => Reflect.get(Object(Reflect.get(req, 'body')), '_method')))
      const post = async (key: string): Promise<number> => {
        const body = new URLSearchParams({ _method: 'DELETE' })
        return (await get(`${app.url}/orders`, { method: 'POST', headers: { 'x-key': key }, body })).status
      }
      assert.deepEqual([await post('key-of-write'), app.ran.join()], [403, ''])
      assert.deepEqual([await post('key-of-write-and-remove'), app.ran.join()], [200, 'delete'])
    })

    it('M-08 in front of the gate: the method that runs', async () => {
      await using app = await inFront(methodOverride())
      const headers = { 'x-http-method-override': 'DELETE' }
      const answers = ['nobody', 'write', 'remove'].map((caller) => () => ask(app, caller, 'POST /orders', headers))
      assert.deepEqual(await inTurn(answers), ['401', '403', '200 delete'])
      assert.equal(await ask(app, 'nobody', 'POST /orders', { 'x-http-method-override': 'GET' }), '200 get')
      assert.equal(await ask(app, 'write', 'POST /orders', { 'x-http-method-override': 'PUT' }), '405')
    })

    it('M-08 in front of the gate and behind it: each method that was in force', async () => {
      await using app = await guarded(express, {
        document: orders,
        options,
        before: (server) => void server.use(methodOverride('_first', anyMethod)),
        routes(server, ran) {
          server.use(methodOverride('_second', anyMethod))
          serveOrders(server, ran, express)
        },
      })
      assert.equal(await ask(app, 'nobody', 'POST /orders?_first=GET&_second=DELETE'), '401')
      assert.equal(await ask(app, 'write', 'POST /orders?_first=DELETE&_second=POST'), '403')
      assert.equal(await ask(app, 'remove', 'POST /orders?_first=GET&_second=DELETE'), '200 delete')
    })
  })

  describe(`targets that are rewritten on ${name}`, () => {
    const rewrite = (to: string): RequestHandler => {
      return (req, _res, next) => {
        req.url = to
        next()
      }
    }
    const answer: (ran: (name: string) => void) => RequestHandler = (ran) => (req, res) => {
      ran(req.baseUrl + req.url)
      res.end()
    }
    const document = documentOf({
      '/open': { get: isPublic },
      '/orders/{id}': { get: needs('read') },
      '/admin/orders/{id}': { get: needs('admin') },
    })

    it('P-27 of a public operation to a guarded one', async () => {
      await using app = await guarded(express, {
        document,
        options,
        routes: (server, ran) =>
          void server.use('/open', rewrite('/')).use(rewrite('/orders/7')).get('/orders/:id', answer(ran)),
      })
      assert.equal(await ask(app, 'nobody', 'GET /open'), '401')
      assert.equal(await ask(app, 'write', 'GET /open'), '403')
      assert.equal(await ask(app, 'read', 'GET /open'), '200 /orders/7')
    })

    it('P-27 of a public operation to a route outside the document', async () => {
      await using app = await guarded(express, {
        document,
        options,
        routes: (server, ran) => void server.use(rewrite('/hidden')).get('/hidden', answer(ran)),
      })
      assert.equal(await ask(app, 'nobody', 'GET /open'), '404')
    })

    it('P-27 in a router, by what is left of the target there', async () => {
      await using app = await guarded(express, {
        document,
        options,
        routes: (server, ran, { Router }) =>
          void server.use('/orders', Router().use(rewrite('/8')).get('/:id', answer(ran))),
      })
      assert.equal(await ask(app, 'write', 'GET /orders/7'), '403')
      assert.equal(await ask(app, 'read', 'GET /orders/7'), '200 /orders/8')
    })

    it('P-27 of the target that came, which decides nothing any more', async () => {
      await using app = await guarded(express, {
        document,
        options,
        routes(server, ran) {
          server.use((req, _res, next) => {
            req.originalUrl = '/open'
            req.url = '/admin/orders/7'
            next()
          })
          server.get('/admin/orders/:id', answer(ran))
        },
      })
      assert.equal(await ask(app, 'read', 'GET /orders/7'), '403')
      assert.equal(await ask(app, 'nobody', 'GET /open'), '401')
      assert.equal(await ask(app, 'admin', 'GET /open'), '200 /admin/orders/7')
    })

    it('P-27 to a route that is dispatched by hand, from its first request on', async () => {
      await using app = await guarded(express, {
        document,
        options,
        routes(server, ran) {
          const route = createRoute(express, '/orders/:id')
          route.get(answer(ran))
          server.use(rewrite('/orders/7'), (req, res, next) => route.dispatch(req, res, next))
        },
      })
      assert.equal(await ask(app, 'nobody', 'GET /open'), '401')
      assert.equal(await ask(app, 'read', 'GET /open'), '200 /orders/7')
    })

    it('P-28 one router at two prefixes, each under its own rule', async () => {
      await using app = await guarded(express, {
        document,
        options,
        routes(server, ran, { Router }) {
          const router = Router().get('/orders/:id', answer(ran))
          server.use(router).use('/admin', router)
        },
      })
      const answers = ['/orders/7', '/admin/orders/7'].flatMap((path) =>
        ['nobody', 'read', 'admin'].map((caller) => () => ask(app, caller, `GET ${path}`)),
      )
      const [plain, admin] = ['200 /orders/7', '200 /admin/orders/7']
      assert.deepEqual(await inTurn(answers), ['401', plain, '403', '401', '403', admin])
    })

    it('P-28 one router at two prefixes, of which the document knows one', async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/v1/orders/{id}': { get: needs('read') } }),
        options,
        routes(server, ran, { Router }) {
          const router = Router().get('/orders/:id', answer(ran))
          server.use('/v1', router).use('/v2', router)
        },
      })
      assert.equal(await ask(app, 'read', 'GET /v1/orders/7'), '200 /v1/orders/7')
      assert.equal(await ask(app, 'read', 'GET /v2/orders/7'), '404')
    })
  })

  describe(`parameters with names that every object has, on ${name}`, () => {
    for (const parameter of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
      const document = documentOf({ [`/x/{${parameter}}`]: { get: needs('read') } })
      const check = (_principal: unknown, { params }: { params: Readonly<Record<string, string>> }): boolean =>
        params[parameter] === 'mine'
      // A route may name its parameter as the document does, or in its own way.
      for (const path of [`/x/:${parameter}`, '/x/:id']) {
        it(`{${parameter}} at ${path} is guarded, told to the check, and usable`, async () => {
          await using app = await guarded(express, {
            document,
            options: { schemes: { key: { keys, check } } },
            routes: (server, ran) =>
              void server.get(path, (_req, res) => {
                ran('handler')
                res.end()
              }),
          })
          assert.equal(await ask(app, 'nobody', 'GET /x/mine'), '401')
          assert.equal(await ask(app, 'write', 'GET /x/mine'), '403')
          assert.equal(await ask(app, 'read', 'GET /x/mine'), '200 handler')
          assert.equal(await ask(app, 'read', 'GET /x/theirs'), '403')
          assert.equal(await ask(app, 'read', `GET /x/${parameter}`), '403')
        })
      }
    }
  })
}

async function inTurn(asks: readonly (() => Promise<string>)[]): Promise<readonly string[]> {
  const answers: string[] = []
  for (const one of asks) answers.push(await one())
  return answers
}
