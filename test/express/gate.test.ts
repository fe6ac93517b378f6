import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DeniedError, findAuth, type GateOptions, getAuth, getOperation, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const document = documentOf({
  '/orders': {
    get: { operationId: 'listOrders', security: [{ auth0: ['read:orders'] }] },
    post: { security: [{ auth0: ['write:orders'] }, { key: [] }] },
  },
  '/orders/{id}': { get: { security: [{ auth0: ['read:orders'] }] } },
  '/menu': { get: { security: [] } },
  '/greeting': { get: { security: [{}, { auth0: [] }] } },
})

/** Making keys is slow. */
const sharedIssuer = createTestIssuer()

const keys: GateOptions['schemes'] = { key: { keys: [{ name: 'till', key: 'secret-key-of-the-till' }] } }

for (const { name, express } of versions) {
  describe(`gate on ${name}`, () => {
    const start = (options: GateOptions = {}) =>
      guarded(express, {
        document,
        options,
        routes(app, ran) {
          for (const path of ['/orders', '/orders/:id', '/menu', '/greeting', '/secret']) {
            app.get(path, (req, res) => {
              ran(path)
              res.json({ sub: findAuth(req)?.claims.sub, operation: getOperation(req)?.path, auth: 'auth' in req })
            })
          }
          app.post('/orders', express.json(), (req, res) => {
            ran('post')
            res.json({ by: getAuth(req).schemes, body: req.body })
          })
        },
      })
    const withKeys = async (options: GateOptions = {}) => {
      const issuer = await sharedIssuer
      const app = await start({ schemes: { ...issuer.schemes, ...keys }, ...options })
      return Object.assign(app, { issuer })
    }

    it('lets a caller in who may, and says who it is', async () => {
      await using app = await withKeys()
      const token = await app.issuer.token({ sub: 'ann', scope: 'read:orders' })
      const answer = await get(`${app.url}/orders`, { headers: bearer(token) })
      assert.deepEqual(JSON.parse(answer.text), { sub: 'ann', operation: '/orders', auth: true })
      assert.equal(answer.headers.get('cache-control'), 'private')
      assert.match(answer.headers.get('vary') ?? '', /authorization/i)
    })

    it('answers 401 with a bare challenge that names the scopes, and no handler runs', async () => {
      await using app = await withKeys()
      const answer = await get(`${app.url}/orders`)
      assert.equal(answer.status, 401)
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="api", scope="read:orders"')
      assert.equal(answer.headers.get('cache-control'), 'no-store')
      assert.equal(JSON.parse(answer.text).error, 'missing_credentials')
      assert.deepEqual(app.ran, [])
    })

    it('answers 403 with all that is required', async () => {
      await using app = await withKeys()
      const answer = await get(`${app.url}/orders`, { headers: bearer(await app.issuer.token({ scope: 'other' })) })
      assert.equal(answer.status, 403)
      assert.match(answer.headers.get('www-authenticate') ?? '', /error="insufficient_scope".*scope="read:orders"/)
      assert.deepEqual(app.ran, [])
    })

    it('answers a refused HEAD without a body', async () => {
      await using app = await withKeys()
      const answer = await get(`${app.url}/orders`, { method: 'HEAD' })
      assert.deepEqual([answer.status, answer.text], [401, ''])
    })

    it('runs a public operation for anybody, without a caller', async () => {
      await using app = await withKeys()
      const answer = await get(`${app.url}/menu`, { headers: bearer('not.a.token') })
      assert.deepEqual(JSON.parse(answer.text), { operation: '/menu', auth: true })
    })

    it('lets an anonymous caller into an optional operation, and refuses a wrong token there', async () => {
      await using app = await withKeys()
      assert.equal((await get(`${app.url}/greeting`)).status, 200)
      assert.equal((await get(`${app.url}/greeting`, { headers: bearer('not.a.token') })).status, 401)
      const known = await get(`${app.url}/greeting`, { headers: bearer(await app.issuer.token({ sub: 'bob' })) })
      assert.equal(JSON.parse(known.text).sub, 'bob')
    })

    it('takes a key where the document has one, and leaves the body to the handler', async () => {
      await using app = await withKeys()
      const answer = await get(`${app.url}/orders`, {
        method: 'POST',
        headers: { 'x-key': 'secret-key-of-the-till', 'content-type': 'application/json' },
        body: '{"item":"tea"}',
      })
      assert.equal(answer.status, 200)
      const { by, body } = JSON.parse(answer.text)
      assert.deepEqual([Object.keys(by), by.key.name, body], [['key'], 'till', { item: 'tea' }])
    })

    it('answers what the document does not know with 404, and a method it does not know with 405', async () => {
      await using app = await withKeys()
      assert.equal((await get(`${app.url}/secret`)).status, 404)
      const answer = await get(`${app.url}/orders`, { method: 'DELETE' })
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD, POST'])
      assert.deepEqual(app.ran, [])
    })

    it('undocumented: pass lets an unknown path through, and no unknown method of a known one', async () => {
      await using app = await withKeys({ undocumented: 'pass' })
      assert.equal((await get(`${app.url}/secret`)).status, 200)
      assert.equal((await get(`${app.url}/orders`, { method: 'DELETE' })).status, 405)
    })

    it('allowRoutes opens what it names and nothing that is documented', async () => {
      const allowRoutes = [
        { method: 'GET', path: '/secret', reason: 'for the test' },
        { path: '/orders', reason: 'a mistake' },
      ]
      await using app = await withKeys({ allowRoutes })
      assert.equal((await get(`${app.url}/secret`)).status, 200)
      assert.equal((await get(`${app.url}/secret`, { method: 'POST' })).status, 404)
      assert.equal((await get(`${app.url}/orders`)).status, 401)
    })

    it('report mode refuses nothing and says what it would have refused', async () => {
      await using app = await withKeys({ mode: 'report' })
      const events: unknown[] = []
      app.gate.on('decision', ({ allowed, because, reason }) => events.push([allowed, because, reason]))
      assert.equal((await get(`${app.url}/orders`)).status, 200)
      const forged = await get(`${app.url}/orders`, { headers: bearer('a.b.c') })
      assert.equal(JSON.parse(forged.text).sub, undefined)
      assert.deepEqual(events, [
        [true, 'report', 'credential.missing'],
        [true, 'report', 'token.malformed'],
      ])
      assert.ok(app.gate.health().notEnforced.length > 0)
    })

    it('onDenied may answer', async () => {
      await using app = await withKeys({
        onDenied(denial, _req, res) {
          res
            .status(denial.status)
            .set(denial.headers as Record<string, string>)
            .send('mine')
        },
      })
      const answer = await get(`${app.url}/orders`)
      assert.deepEqual([answer.status, answer.text], [401, 'mine'])
    })

    it('onDenied may pass a DeniedError on, and an error handler answers', async () => {
      await using app = await withKeys({ onDenied: (denial, _req, _res, next) => next(new DeniedError(denial)) })
      const answer = await get(`${app.url}/orders`)
      assert.equal(answer.status, 401)
      assert.doesNotMatch(answer.text, /at .*\.ts/)
      assert.deepEqual(app.ran, [])
    })

    it('decide gives what the middleware acts on', async () => {
      await using app = await withKeys()
      const decision = await app.gate.decide({ method: 'GET', target: '/orders/7', headers: {} })
      assert.deepEqual([decision.allowed, decision.operation?.path], [false, '/orders/{id}'])
    })

    it('getAuth throws where there is no caller', async () => {
      await using app = await guarded(express, {
        document: documentOf({ '/menu': { get: { security: [] } } }),
        routes: (server) =>
          void server.get('/menu', (req, res) => {
            assert.throws(() => getAuth(req), /without a caller/)
            res.end('thrown')
          }),
      })
      assert.equal((await get(`${app.url}/menu`)).text, 'thrown')
    })
  })
}

describe('mounting', () => {
  const express = versions[0]?.express ?? assert.fail('no Express')

  it('the documentation does not stand in front of an operation', async () => {
    const parts = { document: documentOf({ '/docs': { get: { security: [] } } }), routes: () => undefined }
    await assert.rejects(guarded(express, { ...parts, options: { docs: true } }), /mount\.docs-path/)
    await using moved = await guarded(express, { ...parts, options: { docs: { path: '/api-docs' } } })
    assert.equal((await get(`${moved.url}/api-docs/`)).status, 200)
  })

  it('two gates on one application have spaces of their own, and documentation each', async () => {
    const of = (base: string) => documentOf({ '/a': { get: { security: [] } } }, { servers: [{ url: base }] })
    const app = express()
    const options = { env: { NODE_ENV: 'test' }, log: false } as const
    ;(await portcullis(of('/one'), options)).mount(app)
    ;(await portcullis(of('/two'), options)).mount(app)
    const third = await portcullis(of('/two/deeper'), options)
    assert.throws(() => third.mount(app), /mount\.overlap/)
    app.get(['/one/a', '/two/a'], (_req, res) => void res.end('ran'))
    await using server = await listening(app)
    for (const path of ['/one/a', '/two/a', '/docs/', '/two/docs/']) {
      assert.equal((await get(server.url + path)).status, 200, path)
    }
    assert.equal((await get(`${server.url}/two/b`)).status, 404)
  })
})

describe('what no gate has seen', () => {
  for (const [what, request] of [
    ['a number', 5],
    ['a text', 'GET /orders'],
    ['an object', {}],
    ['a frozen one', Object.freeze({ headers: {} })],
  ] as const) {
    it(`has no caller: ${what}`, () => {
      for (const find of [findAuth, getOperation]) assert.equal(Reflect.apply(find, undefined, [request]), undefined)
      assert.throws(() => Reflect.apply(getAuth, undefined, [request]), /no gate has let this request in/)
    })
  }
})
