import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf, type GuardedParts, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'

const paths = {
  '/orders/{id}': {
    get: { security: [{ auth0: ['read:orders'] }] },
    delete: { security: [{ auth0: ['write:orders'] }] },
  },
}
const underV1 = documentOf(paths, { servers: [{ url: 'https://api.test/v1' }] })

for (const { name, express } of versions) {
  describe(`the API's space on ${name}`, () => {
    const start = (routes: GuardedParts['routes'], document = underV1, options: GuardedParts['options'] = {}) =>
      guarded(express, { document, routes, options })

    it('B-01: a proxy strips the base path: every request is 503, and the error names basePath', async () => {
      await using app = await start((server, ran) => void server.get('/orders/:id', () => ran('handler')))
      for (const target of ['/orders/1', '/v1/orders/1', '/anything']) {
        assert.equal((await get(app.url + target)).status, 503, target)
      }
      assert.deepEqual(app.ran, [])
      assert.match(app.lines.join('\n'), /basePath: '\/'/)
    })

    it('B-01: the same with protect() alone, and in a nested router', async () => {
      const issuer = await createTestIssuer()
      const gate = await portcullis(underV1, { schemes: issuer.schemes, env: {}, log: false })
      const app = express()
      app.use(gate.protect())
      const router = express.Router()
      let ran = 0
      router.get('/:id', () => void ran++)
      app.use('/orders', router)
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/orders/1`)).status, 503)
      assert.equal(ran, 0)
    })

    it('B-01: with basePath set the API is guarded where it is', async () => {
      const routes: GuardedParts['routes'] = (server) =>
        void server.get('/orders/:id', (_req, res) => void res.end('ok'))
      await using app = await start(routes, underV1, { basePath: '/' })
      assert.equal((await get(`${app.url}/orders/1`)).status, 401)
      const token = await app.issuer.token({ scope: 'read:orders' })
      assert.equal((await get(`${app.url}/orders/1`, { headers: bearer(token) })).status, 200)
    })

    it('B-01: one router under the base path and beside it is the API twice', async () => {
      await using app = await start((server, ran, { Router }) => {
        const router = Router()
        router.get('/orders/:id', () => ran('handler'))
        server.use('/v1', router)
        server.use(router)
      })
      assert.equal((await get(`${app.url}/orders/1`)).status, 503)
      assert.deepEqual(app.ran, [])
    })

    it('B-01: an application that only proxies has to say where the API stands', async () => {
      const routes: GuardedParts['routes'] = (server, ran) =>
        void server.use((_req, res) => {
          ran('proxy')
          res.end('proxied')
        })
      await using app = await start(routes)
      assert.equal((await get(`${app.url}/orders/1`)).status, 503)
      assert.equal((await get(`${app.url}/v1/orders/1`)).status, 401)
      assert.match(app.lines.join('\n'), /basePath/)
      await using told = await start(routes, underV1, { basePath: '/v1' })
      assert.equal((await get(`${told.url}/elsewhere`)).text, 'proxied')
    })

    it('B-01: a displaced route that is added after the first request closes the application', async () => {
      await using app = await start((server) => void server.get('/v1/orders/:id', (_req, res) => void res.end()))
      assert.equal((await get(`${app.url}/v1/orders/1`)).status, 401)
      assert.equal((await get(`${app.url}/page`)).status, 404)
    })

    for (const target of [
      '/v1/orders/1',
      '/V1/orders/1',
      '/v1/orders/1?',
      'http://api.test/v1/orders/1',
      '/v1/ORDERS/1/',
    ]) {
      it(`B-02: ${target} is inside`, async () => {
        await using app = await start((server, ran) => void server.get('/v1/orders/:id', () => ran('handler')))
        assert.equal((await rawRequest(app.port, 'GET', target)).status, 401)
        assert.deepEqual(app.ran, [])
      })
    }

    it('B-02: /v1evil is outside', async () => {
      await using app = await start((server) => {
        server.get('/v1/orders/:id', (_req, res) => void res.end())
        server.get('/v1evil', (_req, res) => void res.end('outside'))
      })
      assert.equal((await get(`${app.url}/v1evil`)).text, 'outside')
    })

    it('B-02: nested bases: both rules hold', async () => {
      const document = documentOf(
        {
          '/v1/orders': { get: { security: [{ auth0: ['a'] }] } },
          '/orders': { get: { security: [{ auth0: ['b'] }] } },
        },
        {
          servers: [{ url: '/my-org' }, { url: '/my-org/v1' }],
        },
      )
      await using app = await start(
        (server) => void server.get('/my-org/v1/orders', (_req, res) => void res.end('ok')),
        document,
      )
      const status = async (scope: string) =>
        (await get(`${app.url}/my-org/v1/orders`, { headers: bearer(await app.issuer.token({ scope })) })).status
      assert.deepEqual([await status('a'), await status('b'), await status('a b')], [403, 403, 200])
    })

    it('B-02: a gate in a sub-application under the base path guards it', async () => {
      const issuer = await createTestIssuer()
      const gate = await portcullis(underV1, { schemes: issuer.schemes, env: {}, log: false })
      const app = express()
      const api = express()
      gate.mount(api)
      api.get('/orders/:id', (_req, res) => void res.end('ok'))
      app.use('/v1', api)
      app.use((_req, res) => void res.end('index'))
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/v1/orders/1`)).status, 401)
      const token = await issuer.token({ scope: 'read:orders' })
      assert.equal((await get(`${server.url}/v1/orders/1`, { headers: bearer(token) })).text, 'ok')
      assert.equal((await get(`${server.url}/about`)).text, 'index')
    })

    it('B-02: a gate in a router under the base path guards it', async () => {
      const issuer = await createTestIssuer()
      const gate = await portcullis(underV1, { schemes: issuer.schemes, env: {}, log: false })
      const app = express()
      const api = express.Router()
      gate.mount(api)
      api.get('/orders/:id', (_req, res) => void res.end('ok'))
      app.use('/v1', api)
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/v1/orders/1`)).status, 401)
      const token = await issuer.token({ scope: 'read:orders' })
      assert.equal((await get(`${server.url}/v1/orders/1`, { headers: bearer(token) })).text, 'ok')
    })

    it('B-03: a page beside the API with the same path shape passes, and the API is guarded', async () => {
      await using app = await start((server) => {
        server.get('/v1/orders/:id', (_req, res) => void res.end('api'))
        server.delete('/v1/orders/:id', (_req, res) => void res.end('api'))
        server.get('/orders/:id', (_req, res) => void res.end('page'))
        server.use((_req, res) => void res.end('index'))
      })
      assert.equal((await get(`${app.url}/orders/1`)).text, 'page')
      assert.equal((await get(`${app.url}/about`)).text, 'index')
      assert.equal((await get(`${app.url}/v1/orders/1`)).status, 401)
    })
  })

  describe(`the route that runs on ${name}`, () => {
    const document = documentOf({
      '/users/{id}': { get: { security: [{ auth0: ['any'] }] } },
      '/users/me': { get: { security: [{ auth0: ['me'] }] } },
    })
    const statuses = async (routes: GuardedParts['routes']) => {
      await using app = await guarded(express, { document, routes })
      const call = async (scope: string) =>
        (await get(`${app.url}/users/me`, { headers: bearer(await app.issuer.token({ scope })) })).status
      return [await call('any'), await call('me'), await call('any me')]
    }
    const answer = (_req: unknown, res: { end(text: string): unknown }) => void res.end('ran')

    it('P-35: one catch-all serves every operation under its own rule', async () => {
      const expressions: GuardedParts['routes'] = (server) => void server.all(/.*/, answer)
      assert.deepEqual(await statuses(expressions), [403, 200, 200])
    })

    it('P-35: /users/:id alone serves /users/me with its scope', async () => {
      assert.deepEqual(await statuses((server) => void server.get('/users/:id', answer)), [403, 200, 200])
    })

    it('P-35, P-23: both in the wrong order: both rules hold', async () => {
      const wrong: GuardedParts['routes'] = (server) => void server.get('/users/:id', answer).get('/users/me', answer)
      assert.deepEqual(await statuses(wrong), [403, 403, 200])
    })

    it('P-35: both in the right order', async () => {
      const right: GuardedParts['routes'] = (server) => void server.get('/users/me', answer).get('/users/:id', answer)
      assert.deepEqual(await statuses(right), [403, 200, 200])
    })

    it('P-35: both in the wrong order in nested routers', async () => {
      const nested: GuardedParts['routes'] = (server, _ran, { Router }) => {
        const users = Router().get('/:id', answer).get('/me', answer)
        server.use('/users', users)
      }
      assert.deepEqual(await statuses(nested), [403, 403, 200])
    })

    it('a rewritten target is judged again', async () => {
      const rewriting: GuardedParts['routes'] = (server) => {
        server.use((req, _res, next) => {
          req.url = '/users/7'
          next()
        })
        server.get('/users/:id', answer)
      }
      assert.deepEqual(await statuses(rewriting), [403, 403, 200])
    })

    it('M-08: a method that middleware overrides is judged again', async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/a': { post: { security: [] }, delete: { security: [{ auth0: [] }] } } }),
        routes(server, ran) {
          server.use((req, _res, next) => {
            req.method = String(req.headers['x-http-method-override'] ?? req.method)
            next()
          })
          server.delete('/a', () => ran('delete'))
          server.put('/a', () => ran('put'))
        },
      })
      const call = async (method: string) =>
        (await get(`${app.url}/a`, { method: 'POST', headers: { 'x-http-method-override': method } })).status
      assert.deepEqual([await call('DELETE'), await call('PUT')], [401, 405])
      assert.deepEqual(app.ran, [])
    })
  })
}
