import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RequestHandler } from 'express'
import { bearer, documentOf, guarded } from '../../support/guarded.ts'
import { get } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

const order = {
  type: 'object',
  required: ['item'],
  properties: { item: { type: 'string' }, amount: { type: 'integer' } },
}

const binary = { type: 'string', format: 'binary' }

/** A public operation that takes content, by its types. */
const taking = (content: object, required = false): object => ({
  post: { security: [], requestBody: { required, content }, responses: { 200: { description: 'OK' } } },
})

const document = documentOf({
  '/json': taking({ 'application/json': { schema: order } }),
  '/yaml': taking({ 'application/yaml': { schema: order } }),
  '/any': taking({ '*/*': { schema: order } }),
  '/text': taking({ 'text/plain': { schema: { type: 'string' } } }),
  '/octets': taking({ 'application/octet-stream': { schema: binary } }, true),
  '/csv': taking({ 'text/csv': { schema: binary }, 'image/*': {} }),
  '/empty': taking({ 'application/cbor': { schema: { contentMediaType: 'application/cbor' } } }),
  '/base64': taking({ 'image/png': { schema: { contentEncoding: 'base64' } } }),
  '/form': taking({ 'multipart/form-data': { schema: order } }),
  '/guarded': {
    post: {
      security: [{ auth0: [] }],
      requestBody: { content: { 'application/yaml': { schema: order } } },
      responses: { 200: { description: 'OK' } },
    },
  },
  '/bare': { post: { security: [], responses: { 200: { description: 'OK' } } } },
})

for (const { name, express } of versions) {
  describe(`bodies that are read late, on ${name}`, () => {
    const start = (routes: Parameters<typeof guarded>[1]['routes']) =>
      guarded(express, { document, options: { validate: true }, routes })
    const post = (url: string, type: string | undefined, body: string) =>
      get(url, { method: 'POST', headers: type === undefined ? {} : { 'content-type': type }, body: Buffer.from(body) })

    it('validates behind the parser of a route that answers every method', async () => {
      await using app = await start((app, ran, { json }) => {
        app.all('/json', json(), (_req, res) => {
          ran('json')
          res.end()
        })
      })
      assert.equal((await post(`${app.url}/json`, 'application/json', '{"item":5}')).status, 400)
      assert.equal((await post(`${app.url}/json`, 'application/json', '{"item":"tea"}')).status, 200)
      assert.deepEqual(app.ran, ['json'])
    })

    it('knows a handler that stands in front of the parser and behind it by its place', async () => {
      await using app = await start((app, ran, { json }) => {
        const note: RequestHandler = (_req, _res, next) => {
          ran('note')
          next()
        }
        app.post('/json', note, json(), note, (_req, res) => void res.end())
      })
      assert.equal((await post(`${app.url}/json`, 'application/json', '{"item":5}')).status, 400)
      assert.deepEqual(app.ran, ['note'])
      assert.equal((await post(`${app.url}/json`, 'application/json', '{"item":"tea"}')).status, 200)
      assert.deepEqual(app.ran, ['note', 'note', 'note'])
    })

    it('answers 500 where no known parser makes data of a body, whatever its type, and a later one would', async () => {
      await using app = await start((app, ran) => {
        const late: RequestHandler = (req, _res, next) => {
          ran('late')
          req.body = { item: 5 }
          next()
        }
        for (const path of ['/yaml', '/any', '/text', '/base64']) app.post(path, late, (_req, res) => void res.end())
      })
      for (const [path, type] of [
        ['/yaml', 'application/yaml'],
        ['/any', 'application/cbor'],
        ['/any', 'application/json'],
        ['/text', 'text/plain'],
        ['/base64', 'image/png'],
      ] as const) {
        const answer = await post(app.url + path, type, 'item: 5')
        assert.deepEqual([path, answer.status], [path, 500])
        assert.equal(JSON.parse(answer.text).error, 'validation_unavailable')
        assert.match(app.lines.join('\n'), new RegExp(`POST ${path} .*no body parser has read the body`))
      }
      assert.deepEqual(app.ran, [])
    })

    it('answers 500 where a body was read that nobody has made data of', async () => {
      const collect: RequestHandler = (req, _res, next) => {
        const { body } = req
        express.raw({ type: '*/*' })(req, _res, () => {
          // Where it is kept elsewhere.
          if (req.headers['x-kept'] !== undefined) req.body = body
          next()
        })
      }
      await using app = await start((app, ran) => {
        app.use(collect)
        for (const path of ['/json', '/octets']) {
          app.post(path, (_req, res) => {
            ran(path)
            res.end()
          })
        }
      })
      const send = async (path: string, type: string, kept: object) =>
        (
          await get(app.url + path, {
            method: 'POST',
            headers: { 'content-type': type, ...kept },
            body: Buffer.from('{"item":5}'),
          })
        ).status
      for (const kept of [{}, { 'x-kept': 'elsewhere' }]) {
        assert.equal(await send('/json', 'application/json', kept), 500)
        assert.equal(await send('/octets', 'application/octet-stream', kept), 200)
      }
      assert.match(app.lines.join('\n'), /POST \/json .*no body parser has made data of the body/)
      assert.deepEqual(app.ran, ['/octets', '/octets'])
    })

    it('lets content through unread that is documented as bytes', async () => {
      await using app = await start((app, _ran, { json }) => {
        app.use(json())
        for (const path of ['/octets', '/csv', '/empty']) {
          app.post(path, (req, res) => {
            const chunks: Buffer[] = []
            req.on('data', (chunk: Buffer) => void chunks.push(chunk))
            req.on('end', () => void res.send(Buffer.concat(chunks)))
          })
        }
      })
      for (const [path, type] of [
        ['/octets', 'Application/Octet-Stream'],
        ['/csv', 'text/csv; charset=utf-8'],
        ['/csv', 'image/png'],
        ['/empty', 'application/cbor'],
      ] as const) {
        const answer = await post(app.url + path, type, 'a,b')
        assert.deepEqual([path, type, answer.status, answer.text], [path, type, 200, 'a,b'])
      }
    })

    it('answers 415 for a body without a type, and of one that is not listed, also where it may be left out', async () => {
      await using app = await start((app, ran, { json, text }) => {
        app.use(json({ type: () => true }), text({ type: '*/*' }))
        for (const path of ['/json', '/any', '/octets', '/bare']) {
          app.post(path, (_req, res) => {
            ran(path)
            res.end()
          })
        }
      })
      for (const path of ['/json', '/any', '/octets'])
        for (const type of [undefined, ''])
          assert.deepEqual([path, type, (await post(app.url + path, type, '{}')).status], [path, type, 415])
      for (const [path, type] of [
        ['/json', 'application/yaml'],
        ['/octets', 'application/json'],
      ] as const)
        assert.deepEqual([path, type, (await post(app.url + path, type, '{}')).status], [path, type, 415])
      assert.deepEqual(app.ran, [])
      assert.equal((await get(`${app.url}/json`, { method: 'POST' })).status, 200)
      assert.equal((await post(`${app.url}/bare`, undefined, '{}')).status, 200)
    })

    it('answers no body of JSON 500 that a parser is there for: of no bytes, or with a type that is written wrongly', async () => {
      await using app = await start((app, _ran, { json }) => {
        app.use(json())
        app.post('/json', (req, res) => void res.json(req.body))
      })
      const chunks = new ReadableStream({ start: (controller) => controller.close() })
      const empty = { method: 'POST', headers: { 'content-type': 'application/json' }, body: chunks, duplex: 'half' }
      assert.equal((await get(`${app.url}/json`, empty as RequestInit)).status, 400)
      for (const type of [
        'application/json ;',
        'application/json; charset="utf-8"; x',
        'application/json; a=b=c',
        'application/json;;',
      ])
        assert.match(String((await post(`${app.url}/json`, type, '{"item":5}')).status), /^4(00|15)$/, type)
      assert.deepEqual(
        app.lines.filter((line) => line.includes('cannot be validated')),
        [],
      )
      for (const type of ['application/json; charset="utf-8"', 'Application/JSON;charset=utf-8'])
        assert.equal((await post(`${app.url}/json`, type, '{"item":"tea"}')).status, 200)
    })

    it('says none of it to whoever is refused', async () => {
      await using app = await start((app, ran) => {
        app.post('/guarded', () => ran('guarded'))
      })
      const send = (query: string, headers: Record<string, string>) =>
        get(`${app.url}/guarded${query}`, { method: 'POST', headers, body: Buffer.from('a: 1') })
      const token = bearer(await app.issuer.token())
      const yaml = { 'content-type': 'application/yaml' }
      for (const [query, headers, status] of [
        ['', yaml, 500],
        ['?_openapi=1', yaml, 400],
        ['', {}, 415],
        ['', { 'content-type': 'text/plain' }, 415],
      ] as const) {
        assert.equal((await send(query, { ...headers })).status, 401)
        assert.equal((await send(query, { ...headers, ...token })).status, status)
      }
      assert.deepEqual(app.ran, [])
      assert.equal(app.gate.health().counters.requestsMisfit, 3)
    })

    it('reads uploads whose type is written in other letters', async () => {
      await using app = await start((app) => {
        app.post('/form', (req, res) => void res.json(req.body))
      })
      const send = (value: string) =>
        post(
          `${app.url}/form`,
          'Multipart/Form-Data; boundary=Xy',
          `--Xy\r\ncontent-disposition: form-data; name="${value}"\r\n\r\ntea\r\n--Xy--\r\n`,
        )
      assert.equal((await send('other')).status, 400)
      assert.deepEqual(
        [await send('item')].map(({ status, text }) => [status, text]),
        [[200, '{"item":"tea"}']],
      )
    })
  })
}
