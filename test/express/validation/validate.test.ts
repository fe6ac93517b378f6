import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RequestHandler } from 'express'
import type { GateOptions } from '../../../src/index.ts'
import { bearer, type ExpressModule, guarded } from '../../support/guarded.ts'
import { get, listening } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'
import { ordersDocument } from './orders-document.ts'

const json = { 'content-type': 'application/json' }

for (const { name, express } of versions) {
  describe(`validation on ${name}`, () => {
    const start = (options: GateOptions = {}, routes: Parameters<typeof guarded>[1]['routes'] = serveOrders) =>
      guarded(express, { document: ordersDocument, options: { validate: true, ...options }, routes })

    it('lets in what fits, with coerced parameters under the names of the route', async () => {
      await using app = await start()
      const token = bearer(await app.issuer.token({ scope: 'read:orders' }))
      const answer = await get(`${app.url}/v1/orders/7/lines/3?limit=5`, { headers: token })
      assert.deepEqual(JSON.parse(answer.text), {
        params: { order: 7, id: 3 },
        query: { limit: 5 },
        openapi: { route: '/v1/orders/{id}/lines/{line}', params: { id: 7, line: 3 } },
      })
    })

    it('names the parameter that does not fit, and never its value', async () => {
      await using app = await start()
      const token = bearer(await app.issuer.token({ scope: 'read:orders' }))
      const answer = await get(`${app.url}/v1/orders/seven/lines/3`, { headers: token })
      assert.equal(answer.status, 400)
      assert.equal(answer.headers.get('content-type'), 'application/problem+json')
      assert.deepEqual(JSON.parse(answer.text), {
        type: 'urn:portcullis:error:validation_failed',
        title: 'The request does not fit the API description',
        status: 400,
        error: 'validation_failed',
        errors: [{ pointer: '/path/id', message: 'must be integer', code: 'type' }],
      })
      const unknown = await get(`${app.url}/v1/orders/7/lines/3?secret=hunter2`, { headers: token })
      assert.equal(unknown.status, 400)
      assert.doesNotMatch(unknown.text, /secret|hunter2/)
      assert.deepEqual(app.ran, [])
    })

    it('validates bodies that the application parses behind the gate, in the application and in the route', async () => {
      await using app = await start()
      const headers = { ...bearer(await app.issuer.token({ scope: 'write:orders' })), ...json }
      for (const path of ['/v1/orders', '/v1/offers']) {
        const send = (body: object) => get(`${app.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
        const wrong = await send({ item: 5 })
        assert.deepEqual([path, wrong.status], [path, 400])
        assert.deepEqual(JSON.parse(wrong.text).errors, [
          { pointer: '/body/item', message: 'must be string', code: 'type' },
        ])
        assert.deepEqual(JSON.parse((await send({ item: 'tea' })).text), { body: { item: 'tea', amount: 1 } })
      }
      assert.deepEqual(app.ran, ['/orders', '/offers'])
    })

    it('answers 415 for content of another type', async () => {
      await using app = await start()
      const headers = { ...bearer(await app.issuer.token({ scope: 'write:orders' })), 'content-type': 'text/csv' }
      const answer = await get(`${app.url}/v1/orders`, { method: 'POST', headers })
      assert.equal(answer.status, 415)
      assert.equal(JSON.parse(answer.text).error, 'unsupported_media_type')
    })

    it('answers 500 where no parser reads a body, since the handler would get what nobody has judged', async () => {
      await using app = await start({}, (router, ran) => {
        router.post('/v1/orders', (_req, res) => {
          ran('/orders')
          res.json({})
        })
      })
      const headers = { ...bearer(await app.issuer.token({ scope: 'write:orders' })), ...json }
      const answer = await get(`${app.url}/v1/orders`, { method: 'POST', headers, body: '{"item":"tea"}' })
      assert.deepEqual([answer.status, app.ran], [500, []])
      assert.match(app.lines.join('\n'), /POST \/orders .*no body parser has read the body/)
    })

    it('answers 413 for an upload that is larger than 1 MiB', async () => {
      await using app = await start()
      const authorized = bearer(await app.issuer.token({ scope: 'write:orders' }))
      const form = new FormData()
      form.set('title', 'plan')
      form.set('file', new Blob([new Uint8Array(1024 * 1024 + 1)]), 'plan.txt')
      const sent = await get(`${app.url}/v1/uploads`, { method: 'POST', headers: authorized, body: form })
      assert.deepEqual([sent.status, JSON.parse(sent.text).error], [413, 'content_too_large'])
    })

    it('refuses where what it made of a parameter cannot be given to the route', async () => {
      await using app = await start({}, (router, ran) => {
        router.param('order', (req, _res, next) => {
          Object.freeze(req.params)
          next()
        })
        router.get('/v1/orders/:order/lines/:id', (_req, res) => {
          ran('line')
          res.json({})
        })
      })
      const headers = bearer(await app.issuer.token({ scope: 'read:orders' }))
      assert.equal((await get(`${app.url}/v1/orders/7/lines/3`, { headers })).status, 503)
      assert.deepEqual(app.ran, [])
      assert.equal((await get(`${app.url}/v1/orders/7/lines/3`)).status, 401)
    })

    it('reads and judges uploads', async () => {
      await using app = await start()
      const authorized = bearer(await app.issuer.token({ scope: 'write:orders' }))
      const form = new FormData()
      form.set('title', 'plan')
      form.set('file', new Blob(['four']), 'plan.txt')
      const sent = await get(`${app.url}/v1/uploads`, { method: 'POST', headers: authorized, body: form })
      assert.deepEqual(JSON.parse(sent.text), { title: 'plan', files: [4] })
      form.delete('title')
      const wrong = await get(`${app.url}/v1/uploads`, { method: 'POST', headers: authorized, body: form })
      assert.deepEqual(JSON.parse(wrong.text).errors[0].pointer, '/body/title')
    })

    it('validates HEAD as the GET that answers it', async () => {
      await using app = await start()
      const headers = bearer(await app.issuer.token({ scope: 'read:orders' }))
      const ask = (path: string) => get(`${app.url}${path}`, { method: 'HEAD', headers })
      assert.equal((await ask('/v1/orders/7/lines/3')).status, 200)
      const wrong = await ask('/v1/orders/seven/lines/3')
      assert.deepEqual([wrong.status, wrong.text], [400, ''])
    })

    it('keeps back answers that do not fit, and tells the owner alone', async () => {
      await using app = await start({ validate: { responses: true } })
      const headers = bearer(await app.issuer.token({ scope: 'read:orders' }))
      assert.equal((await get(`${app.url}/v1/stock?broken=no`, { headers })).status, 200)
      const answer = await get(`${app.url}/v1/stock?broken=yes`, { headers })
      assert.equal(answer.status, 500)
      assert.equal(JSON.parse(answer.text).error, 'invalid_response')
      assert.doesNotMatch(answer.text, /count|plenty/)
      assert.match(app.lines.join('\n'), /an answer of GET \/stock .* \/response\/count must be integer/)
      assert.doesNotMatch(app.lines.join('\n'), /plenty/)
    })

    it('judges in routers as well, and a second route of the same operation gets the same values', async () => {
      await using app = await start({}, (app, ran, module) => {
        const router = module.Router()
        router.get('/:order/lines/:id', (req, _res, next) => {
          ran(JSON.stringify(req.params))
          next()
        })
        router.get('/:a/lines/:b', (req, res) => void res.json(req.params))
        app.use('/v1/orders', router)
      })
      const headers = bearer(await app.issuer.token({ scope: 'read:orders' }))
      assert.equal((await get(`${app.url}/v1/orders/7/lines/3`, { headers })).text, '{"a":7,"b":3}')
      assert.deepEqual(app.ran, ['{"order":7,"id":3}'])
      assert.equal((await get(`${app.url}/v1/orders/7/lines/x`, { headers })).status, 400)
    })

    it('validates in report mode as well, where whoever comes is let in', async () => {
      await using app = await start({ mode: 'report' })
      const send = async (body: string) =>
        (await get(`${app.url}/v1/orders`, { method: 'POST', headers: json, body })).status
      assert.deepEqual([await send('{"item":5}'), await send('{"item":"tea"}')], [400, 200])
    })

    it('validates by hand behind the gate and the parsers, and refuses what the gate has not let in', async () => {
      await using app = await start({ validate: false }, () => {})
      const ran: string[] = []
      const serve = (...front: RequestHandler[]) => {
        const own = express()
        own.use(...front)
        serveOrders(own, (what) => void ran.push(what), express)
        return listening(own)
      }
      await using placed = await serve(app.gate.protect(), express.json(), app.gate.validator())
      await using alone = await serve(express.json(), app.gate.validator())
      const headers = bearer(await app.issuer.token({ scope: 'write:orders read:orders' }))
      const send = (to: { url: string }, body: string) =>
        get(`${to.url}/v1/orders`, { method: 'POST', headers: { ...headers, ...json }, body })
      assert.equal((await send(placed, '{"item":5}')).status, 400)
      assert.equal((await send(alone, '{"item":"tea"}')).status, 503)
      assert.deepEqual(ran, [])
      const fits = await get(`${placed.url}/v1/orders/7/lines/3?limit=5`, { headers })
      assert.deepEqual(JSON.parse(fits.text).params, { order: 7, id: 3 })
      assert.equal((await get(`${placed.url}/v1/orders/7/lines/3`)).status, 401)
    })
  })
}

function serveOrders(
  app: Parameters<Parameters<typeof guarded>[1]['routes']>[0],
  ran: (name: string) => void,
  express: ExpressModule,
): void {
  app.post('/v1/offers', express.json(), (req, res) => {
    ran('/offers')
    res.json({ body: req.body })
  })
  app.use(express.json())
  app.post('/v1/orders', (req, res) => {
    ran('/orders')
    res.json({ body: req.body })
  })
  app.post('/v1/uploads', (req, res) => {
    const { files } = req as { files?: { size: number }[] }
    res.json({ title: req.body.title, files: files?.map(({ size }) => size) })
  })
  app.get('/v1/orders/:order/lines/:id', (req, res) => {
    ran('/lines')
    const { openapi } = req as { openapi?: { openApiRoute: string; pathParams: object } }
    res.json({
      params: req.params,
      query: req.query,
      openapi: { route: openapi?.openApiRoute, params: openapi?.pathParams },
    })
  })
  app.get('/v1/stock', (req, res) => void res.json({ count: req.query.broken === 'yes' ? 'plenty' : 5 }))
}
