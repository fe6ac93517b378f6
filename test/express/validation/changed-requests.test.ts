import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Express, RequestHandler } from 'express'
import { type GateOptions, portcullis } from '../../../src/index.ts'
import { documentOf, guarded } from '../../support/guarded.ts'
import { get, listening } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

const order = {
  type: 'object',
  required: ['item'],
  properties: { item: { type: 'string' }, amount: { type: 'integer' } },
}
const responses = { 200: { description: 'OK' } }
const limit = { name: 'limit', in: 'query', schema: { type: 'integer' } }
const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }

const document = documentOf({
  '/orders': {
    post: { security: [], requestBody: { content: { 'application/json': { schema: order } } }, responses },
  },
  '/batch': { post: { security: [], requestBody: { content: { 'application/json': {} } }, responses } },
  '/orders/{id}': {
    get: { security: [], parameters: [id, limit], responses },
    put: { security: [], parameters: [id], responses },
  },
  '/uploads': {
    post: { security: [], requestBody: { content: { '*/*': {}, 'application/yaml': { schema: order } } }, responses },
  },
})

const json = { 'content-type': 'application/json' }

for (const { name, express } of versions) {
  describe(`requests that change on their way, on ${name}`, () => {
    const start = (routes: Parameters<typeof guarded>[1]['routes'], options: GateOptions = {}) =>
      guarded(express, { document, options: { validate: true, ...options }, routes })
    // Express 4 reads the query once.
    const isFive = name.startsWith('Express 5')
    const send = (url: string, body: unknown) => get(url, { method: 'POST', headers: json, body: JSON.stringify(body) })

    it('validates again where the address was rewritten between two routes of an operation', async () => {
      await using app = await start((app, ran) => {
        app.get('/orders/:id', (req, _res, next) => {
          ran(`first ${typeof req.params.id}`)
          req.url = String(req.headers['x-next'])
          next('route')
        })
        app.get('/orders/:id', (req, res) => {
          ran('second')
          res.json([req.params, req.query])
        })
      })
      const ask = (next: string) => get(`${app.url}/orders/7?limit=5`, { headers: { 'x-next': next } })
      assert.equal((await ask('/orders/x')).status, 400)
      assert.deepEqual(app.ran, ['first number'])
      assert.equal((await ask('/orders/8?limit=no')).status, isFive ? 400 : 200)
      const fits = JSON.parse((await ask('/orders/8?limit=6')).text)
      assert.deepEqual(fits[0], { id: 8 })
      assert.deepEqual(fits[1], { limit: isFive ? 6 : 5 })
      assert.equal((await ask('/orders/7?limit=5')).status, 200)
    })

    it('validates another method of the same path as itself', async () => {
      await using app = await start((app, ran) => {
        app.get('/orders/:id', (req, _res, next) => {
          req.method = 'PUT'
          next('route')
        })
        app.put('/orders/:id', (_req, res) => {
          ran('put')
          res.end()
        })
      })
      assert.equal((await get(`${app.url}/orders/7?limit=5`)).status, 400)
      assert.equal((await get(`${app.url}/orders/7`)).status, 200)
      assert.deepEqual(app.ran, ['put'])
    })

    it('validates what a parser makes of a body that went through unread or as bytes', async () => {
      for (const early of [undefined, express.raw({ type: '*/*' })]) {
        await using app = await start((app, ran) => {
          const parse: RequestHandler = (req, _res, next) => {
            const finish = () => {
              req.headers['content-type'] = 'application/yaml'
              req.body = JSON.parse(String(req.headers['x-body']))
              next()
            }
            if (req.readableDidRead) finish()
            else req.resume().on('end', finish)
          }
          if (early !== undefined) app.use(early)
          app.post('/uploads', parse, (req, res) => {
            ran('handler')
            res.json(req.body)
          })
        })
        const post = (body: string) =>
          get(`${app.url}/uploads`, {
            method: 'POST',
            headers: { 'content-type': 'application/cbor', 'x-body': body },
            body: 'bytes',
          })
        assert.equal((await post('{"item":5}')).status, 400)
        assert.deepEqual(app.ran, [])
        assert.equal((await post('{"item":"tea"}')).text, '{"item":"tea"}')
      }
    })

    it('validates each body that the application hands to a route of its own', async () => {
      await using app = await start((app, ran, { json }) => {
        app.use(json())
        app.post('/batch', async (req, res) => {
          for (const body of req.body) {
            req.url = '/orders'
            req.body = body
            await new Promise<void>((resolve) => {
              res.locals.resolve = resolve
              if (res.headersSent) resolve()
              else runAgain(app, req, res, resolve)
            })
          }
          if (!res.headersSent) res.end()
        })
        app.post('/orders', (req, res) => {
          ran(String(req.body.item))
          res.locals.resolve()
        })
      })
      assert.equal((await send(`${app.url}/batch`, [{ item: 'tea' }, { item: 'milk' }])).status, 200)
      assert.equal((await send(`${app.url}/batch`, [{ item: 'tea' }, { item: 5 }])).status, 400)
      assert.deepEqual(app.ran, ['tea', 'milk', 'tea'])
    })

    it('leaves alone what the handlers of a route make of data that was validated', async () => {
      const transform: RequestHandler = (req, _res, next) => {
        req.body = { item: new Date(0) }
        next()
      }
      await using app = await start((app, _ran, { json }) => {
        app.use(json())
        app.post('/orders', transform, (req, res) => void res.json(req.body))
      })
      assert.equal((await send(`${app.url}/orders`, { item: 'tea' })).status, 200)
      await using placed = await start(() => {}, { validate: false })
      const own = express()
      own.use(placed.gate.protect(), express.json(), placed.gate.validator(), transform)
      own.post('/orders', (req, res) => void res.json(req.body))
      await using byHand = await listening(own)
      assert.equal((await send(`${byHand.url}/orders`, { item: 'tea' })).status, 200)
      assert.equal((await send(`${byHand.url}/orders`, { item: 5 })).status, 400)
    })

    it('validates again behind a validator that was placed by hand', async () => {
      await using app = await start(() => {}, { validate: false })
      const own = express()
      own.use(app.gate.protect(), app.gate.validator())
      own.get('/orders/:id', (req, _res, next) => {
        req.url = '/orders/x'
        next('route')
      })
      own.get('/orders/:id', (_req, res) => void res.end())
      await using byHand = await listening(own)
      assert.equal((await get(`${byHand.url}/orders/7`)).status, 400)
    })

    it('says which operation a request was let in for that is none for it any more', async () => {
      await using app = await start(
        (app, ran) => {
          app.get('/orders/:id', (req, _res, next) => {
            req.url = '/inside/7'
            next('route')
          })
          app.get('/inside/:id', (_req, res) => {
            ran('inside')
            res.end()
          })
        },
        { allowRoutes: [{ path: '/inside/*', reason: 'inside' }] },
      )
      assert.equal((await get(`${app.url}/orders/7`)).status, 500)
      assert.match(app.lines.join('\n'), /GET \/orders\/\{id\} .*rewritten to one of no operation/)
      assert.equal(app.gate.health().counters.requestsUnvalidated, 1)
      assert.equal((await get(`${app.url}/inside/7`)).status, 200)
      assert.deepEqual(app.ran, ['inside'])
    })

    it('goes on with the document that a request was let in under, whatever is loaded meanwhile', async () => {
      const strict = { get: { security: [], parameters: [id, { ...limit, required: true }], responses } }
      let reload: (() => Promise<unknown>) | undefined
      await using app = await start((app) => {
        app.get('/orders/:id', async (req, _res, next) => {
          await reload?.()
          req.url = req.url.replace('7', '8')
          next('route')
        })
        app.get('/orders/:id', (req, res) => void res.json(req.params))
      })
      reload = () => app.gate.reload(documentOf({ '/orders/{id}': strict }))
      assert.equal((await get(`${app.url}/orders/7`)).text, '{"id":8}')
      reload = undefined
      assert.equal((await get(`${app.url}/orders/7`)).status, 400)
    })

    it('keeps apart what two gates on one application have validated', async () => {
      await using app = await start(() => {}, { basePath: '/one' })
      const other = await portcullis(document, {
        docs: false,
        log: false,
        env: {},
        validate: true,
        basePath: '/two',
      })
      try {
        const both = express()
        app.gate.mount(both)
        other.mount(both)
        both.use(express.json())
        both.post('/one/orders', (req, res) => void res.json(req.body))
        both.post('/two/orders', (req, res) => void res.json(req.body))
        await using server = await listening(both)
        for (const path of ['/one/orders', '/two/orders']) {
          assert.deepEqual([path, (await send(server.url + path, { item: 5 })).status], [path, 400])
          assert.deepEqual([path, (await send(server.url + path, { item: 'tea' })).status], [path, 200])
        }
      } finally {
        await other.close()
      }
    })
  })
}

/** As applications do that serve requests within requests. */
function runAgain(app: Express, req: object, res: object, next: () => void): void {
  Reflect.apply(app, undefined, [req, res, next])
}
