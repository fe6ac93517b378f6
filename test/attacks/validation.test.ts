import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import { routerOf } from '../../src/express/routes/stack.ts'
import { type GateOptions, portcullis } from '../../src/index.ts'
import { bearer, documentOf, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const json = { 'content-type': 'application/json' }
const responses = { 200: { description: 'OK', content: { 'application/json': { schema: { type: 'object' } } } } }
const body = (schema: object) => ({ required: true, content: { 'application/json': { schema } } })
const writes = [{ auth0: ['write:orders'] }]

const document = documentOf(
  {
    '/orders': { post: { security: writes, requestBody: body({ $ref: '#/components/schemas/Order' }), responses } },
    '/open': { post: { security: writes, requestBody: body({ type: 'object' }), responses } },
    '/broken': { post: { security: writes, requestBody: body({ nullable: true }), responses } },
    '/mine': {
      get: {
        security: [{ auth0: [] }],
        'x-portcullis': { bind: { 'query.owner': 'owner' } },
        parameters: [{ name: 'owner', in: 'query', required: true, schema: { type: 'integer' } }],
        responses,
      },
    },
  },
  {
    openapi: '3.0.3',
    components: {
      securitySchemes: { auth0: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Order: { type: 'object', properties: { item: { type: 'string' } }, additionalProperties: false },
      },
    },
  },
)

/** The documents that validators are built over from now on: by what an application finds, too. */
function watchBuilds(): object[] {
  const library: { middleware(options: { apiSpec: object }): unknown } = createRequire(import.meta.url)(
    'express-openapi-validator',
  )
  const { middleware } = library
  const built: object[] = []
  library.middleware = (options) => {
    built.push(options.apiSpec)
    return middleware(options)
  }
  return built
}

/** How many schemas the validator takes in from now on, each of which it compiles and keeps. */
function watchCompiling(): () => number {
  // The validator's own dependency.
  const ajv = 'ajv/dist/core'
  const require = createRequire(createRequire(import.meta.url).resolve('express-openapi-validator'))
  const { default: core }: { default: { prototype: { addSchema(...given: unknown[]): unknown } } } = require(ajv)
  const { addSchema } = core.prototype
  let count = 0
  core.prototype.addSchema = function (...given) {
    count += 1
    return addSchema.apply(this, given)
  }
  return () => count
}

for (const { name, express } of versions) {
  describe(`attacks on validation, ${name}`, () => {
    const start = (options: GateOptions = {}) =>
      guarded(express, {
        document,
        options: { validate: true, ...options },
        routes(app, ran) {
          app.use((req, _res, next) => {
            req.url = req.get('x-rewrite') ?? req.url
            next()
          })
          app.use(express.json({ verify: () => ran('parsed') }))
          // Another route while the first one is validated, and back.
          app.use((req, res, next) => {
            const { url, method } = req
            next()
            if (req.get('x-meanwhile') === undefined) return
            Object.assign(req, { url: '/mine', method: 'GET' })
            app(req, res)
            Object.assign(req, { url, method })
          })
          app.post(['/orders', '/open', '/broken'], (req, res) => {
            ran(req.path)
            res.json({ own: Object.keys(req.body), admin: Reflect.get({}, 'admin') ?? null })
          })
          app.get('/mine', (_req, _res, next) => next())
          app.get('/mine', (req, res) => void res.json(req.query))
        },
      })

    it('parses, validates and builds nothing for a caller who is not authorised', async () => {
      const built = watchBuilds()
      await using app = await start()
      const weak = bearer(await app.issuer.token({ scope: 'read:orders' }))
      for (const [headers, status] of [
        [json, 401],
        [{ ...json, ...weak }, 403],
      ] as const) {
        const answer = await get(`${app.url}/orders`, { method: 'POST', headers, body: '{"item":5}' })
        assert.equal(answer.status, status)
      }
      assert.deepEqual([app.ran, built], [[], []])
    })

    it('N-01: a refusal while a request is validated holds, although the request was put back', async () => {
      await using app = await start()
      const authorized = bearer(await app.issuer.token({ scope: 'write:orders', claims: { owner: '8' } }))
      const headers = { ...json, ...authorized, 'x-meanwhile': '1' }
      const answer = await get(`${app.url}/orders`, { method: 'POST', headers, body: '{"item":"tea"}' })
      assert.equal(answer.status, 403)
      await new Promise((resolve) => setTimeout(resolve, 50))
      assert.equal(app.ran.includes('/orders'), false)
    })

    it('compiles a schema once, whatever content types callers make up', async () => {
      const compiled = watchCompiling()
      await using app = await start({ validate: { responses: true } })
      const authorized = bearer(await app.issuer.token({ scope: 'write:orders', claims: { owner: '7' } }))
      const send = async (type: string): Promise<void> => {
        const headers = { ...authorized, 'content-type': type }
        const posted = await get(`${app.url}/orders`, { method: 'POST', headers, body: '{"item":"tea"}' })
        assert.equal(posted.status, 200)
        assert.equal((await get(`${app.url}/mine?owner=7`, { headers })).status, 200)
      }
      await send('application/json')
      const before = compiled()
      assert.ok(before > 0)
      for (let round = 0; round < 20; round += 1) await send(`application/json; a${round}=${round}`)
      assert.equal(compiled(), before)
    })

    it('takes no prototype from a body', async () => {
      await using app = await start()
      const headers = { ...json, ...bearer(await app.issuer.token({ scope: 'write:orders' })) }
      const send = (path: string) =>
        get(`${app.url}${path}`, { method: 'POST', headers, body: '{"__proto__":{"admin":true}}' })
      assert.equal((await send('/orders')).status, 400)
      assert.equal(JSON.parse((await send('/open')).text).admin, null)
    })

    it('answers 500 for the one path that cannot be validated, and says to the owner which', async () => {
      await using app = await start()
      const headers = { ...json, ...bearer(await app.issuer.token({ scope: 'write:orders' })) }
      const send = (path: string) => get(`${app.url}${path}`, { method: 'POST', headers, body: '{}' })
      for (let round = 0; round < 2; round += 1) {
        const answer = await send('/broken')
        assert.deepEqual([answer.status, JSON.parse(answer.text).error], [500, 'validation_unavailable'])
      }
      assert.equal((await send('/orders')).status, 200)
      assert.equal(app.ran.includes('/broken'), false)
      const told = app.lines.filter((line) => line.includes('cannot be validated'))
      assert.equal(told.length, 1)
      assert.match(told[0] ?? '', /POST \/broken \(<document>:1:1\).*"nullable"/)
    })

    it('judges what a parameter is bound to by what came, and still after it was coerced', async () => {
      await using app = await start()
      const headers = bearer(await app.issuer.token({ claims: { owner: '7' } }))
      assert.equal((await get(`${app.url}/mine?owner=7`, { headers })).text, '{"owner":7}')
      for (const other of ['8', '07', '7.0']) {
        assert.equal((await get(`${app.url}/mine?owner=${other}`, { headers })).status, 403, other)
      }
    })

    it('judges by the operation that runs, where middleware has rewritten the target', async () => {
      await using app = await start()
      const headers = { ...json, ...bearer(await app.issuer.token({ scope: 'write:orders' })) }
      const send = async (rewrite: object) =>
        (await get(`${app.url}/open`, { method: 'POST', headers: { ...headers, ...rewrite }, body: '{"item":5}' }))
          .status
      assert.deepEqual([await send({}), await send({ 'x-rewrite': '/orders' })], [200, 400])
    })

    it('is each gate’s own where two stand on one application', async () => {
      const of = (base: string) => ({ ...document, servers: [{ url: base }] })
      await using app = await start()
      const options = { schemes: app.issuer.schemes, env: { NODE_ENV: 'test' }, docs: false, log: false } as const
      const strict = await portcullis(of('/strict'), { ...options, validate: true })
      const lax = await portcullis(of('/lax'), options)
      const own = express()
      strict.mount(own)
      lax.mount(own)
      own.use(express.json())
      own.post(['/strict/orders', '/lax/orders'], (_req, res) => void res.json({}))
      await using server = await listening(own)
      const headers = { ...json, ...bearer(await app.issuer.token({ scope: 'write:orders' })) }
      const send = async (path: string) =>
        (await get(`${server.url}${path}/orders`, { method: 'POST', headers, body: '{"item":5}' })).status
      assert.deepEqual([await send('/strict'), await send('/lax')], [400, 200])
    })
  })
}

describe('validation of many operations', () => {
  it('builds what is asked for, once, whatever else the document has, and leaves the application as it is', async () => {
    const built = watchBuilds()
    const one = {
      get: {
        security: [],
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        responses,
      },
    }
    const paths = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`/things${index}/{id}`, one]))
    const [newest] = versions
    assert.ok(newest)
    let params: object | undefined
    await using app = await guarded(newest.express, {
      document: { ...documentOf(paths), openapi: '3.0.3' },
      options: { validate: true },
      routes(router) {
        router.get('/:thing/:id', (req, res) => void res.json(req.params))
        params = routerOf(router)?.params
      },
    })
    assert.equal(built.length, 0)
    const asked = ['/things7/1', '/things7/2', '/things1400/3', '/things7/4']
    const answers = await Promise.all(asked.map((path) => get(`${app.url}${path}`)))
    assert.deepEqual(
      answers.map(({ text }) => JSON.parse(text).id),
      [1, 2, 3, 4],
    )
    assert.equal(built.length, 2)
    for (const spec of built) assert.equal(Object.keys(Object(spec).paths).length, 1)
    assert.deepEqual(Object.keys(params ?? { none: true }), [])
  })
})
