import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import express, { type Express } from 'express'
import { type Gate, type GateOptions, portcullis } from '../../../src/index.ts'
import { withFolder } from '../../document/load-files.ts'
import { get, listening } from '../../support/listening.ts'

const files = {
  'openapi.yaml': `openapi: 3.1.0
info: { title: Test, version: "1" }
paths:
  /orders: { $ref: "./orders/paths.yaml#/orders" }
  /shapes: { $ref: "./orders/paths.yaml#/shapes" }
`,
  'orders/paths.yaml': `orders:
  parameters: [{ $ref: "parts.yaml#/limit" }]
  post:
    security: []
    requestBody: { $ref: "parts.yaml#/body" }
    responses: { "200": { $ref: "parts.yaml#/answer" } }
shapes:
  post:
    security: []
    requestBody: { content: { application/json: { schema: { $ref: "../schemas.yaml#/Shape" } } } }
    responses: { "200": { description: OK } }
`,
  'orders/parts.yaml': `limit: { name: limit, in: query, schema: { $ref: "../schemas.yaml#/Limit" } }
body:
  required: true
  content:
    application/json:
      schema: { $ref: "../schemas.yaml#/Order" }
      example: { $ref: "nothing.yaml" }
answer: { description: OK, content: { application/json: { schema: { $ref: "../schemas.yaml#/Order" } } } }
`,
  'schemas.yaml': `Limit: { type: integer, maximum: 10 }
Order: { type: object, required: [item], properties: { item: { type: string }, parts: { type: array, items: { $ref: "#/Order" } } } }
Shape:
  oneOf: [{ $ref: "#/Round" }, { $ref: "#/Square" }]
  discriminator: { propertyName: kind, mapping: { round: "#/Round", square: "schemas.yaml#/Square" } }
Round: { type: object, required: [kind, radius], properties: { kind: { type: string }, radius: { type: number } } }
Square: { type: object, required: [kind, side], properties: { kind: { type: string }, side: { type: number } } }
`,
}

type Place = (app: Express, gate: Gate) => void

/** In the options, where the lock validates. */
const mounted: Place = (app, gate) => void gate.mount(app)
const byHand: Place = (app, gate) => void app.use(gate.protect(), express.json(), gate.validator())

async function serving(folder: string, options: GateOptions = {}, place: Place = mounted) {
  const lines: string[] = []
  const gate = await portcullis(join(folder, 'openapi.yaml'), {
    validate: { responses: true },
    env: {},
    docs: false,
    log: (line) => void lines.push(line),
    ...options,
  })
  const app = express()
  place(app, gate)
  app.post('/orders', express.json(), (req, res) => void res.json(req.body.item === 'odd' ? { odd: true } : req.body))
  app.post('/shapes', express.json(), (_req, res) => void res.end())
  const server = await listening(app)
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const { status, text } = await get(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    return [status, status === 400 ? JSON.parse(text).errors?.[0]?.pointer : undefined]
  }
  return { gate, lines, post, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]().then(() => gate.close()) }
}

describe('validation by a document of several files', () => {
  it('judges parameters, bodies and answers, with schemas that refer to themselves', async () => {
    await withFolder(files, async (folder) => {
      await using app = await serving(folder)
      assert.deepEqual(await app.post('/orders?limit=3', { item: 'tea', parts: [{ item: 'leaf' }] }), [200, undefined])
      assert.deepEqual(await app.post('/orders?limit=30', { item: 'tea' }), [400, '/query/limit'])
      assert.deepEqual(await app.post('/orders', { item: 'tea', parts: [{ item: 5 }] }), [400, '/body/parts/0/item'])
      assert.deepEqual(await app.post('/orders', {}), [400, '/body/item'])
      assert.deepEqual(await app.post('/orders', { item: 'odd' }), [500, undefined])
      assert.match(app.lines.join('\n'), /answers? of POST \/orders .*orders\/paths\.yaml:3:/)
    })
  })

  it('follows discriminators into other files', async () => {
    await withFolder(files, async (folder) => {
      await using app = await serving(folder)
      assert.deepEqual(await app.post('/shapes', { kind: 'round', radius: 1 }), [200, undefined])
      assert.deepEqual((await app.post('/shapes', { kind: 'square', radius: 1 }))[0], 400)
      assert.deepEqual((await app.post('/shapes', { kind: 'triangle' }))[0], 400)
    })
  })

  it('says at the start which file refers to what is not there', async () => {
    const broken = { ...files, 'schemas.yaml': files['schemas.yaml'].replace('"#/Order"', '"./none.yaml#/Part"') }
    await withFolder(broken, async (folder) => {
      const wrong = /validation\.reference: .*\.\/none\.yaml#\/Part in .*schemas\.yaml/
      await assert.rejects(serving(folder), wrong)
      await using app = await serving(folder, { validate: false })
      assert.deepEqual(await app.post('/orders', { item: 5 }), [200, undefined])
      await assert.rejects(serving(folder, { docs: true }), wrong)
    })
  })

  it('takes no part of the entry for one that another file says is its own', async () => {
    const lost = {
      ...files,
      'openapi.yaml': `${files['openapi.yaml']}components: { schemas: { Part: {} } }\n`,
      'schemas.yaml': files['schemas.yaml'].replace('"#/Order"', '"#/components/schemas/Part"'),
    }
    await withFolder(lost, async (folder) => {
      const wrong = /validation\.reference: .*#\/components\/schemas\/Part in .*schemas\.yaml/
      await assert.rejects(serving(folder), wrong)
      await using app = await serving(folder, { validate: false }, byHand)
      assert.equal((await app.post('/orders', { item: 'tea' }))[0], 500)
    })
  })

  for (const [what, name, written, broken] of [
    ['a schema', 'schemas.yaml', '"#/Order"', '"./none.yaml#/Part"'],
    ['a schema in a mapping', 'schemas.yaml', 'kind, mapping: {', 'kind, mapping: { odd: "./none.yaml#/Part",'],
    ['a parameter', 'orders/paths.yaml', 'parts.yaml#/limit', './none.yaml#/Part'],
    ['an answer', 'orders/paths.yaml', 'parts.yaml#/answer', './none.yaml#/Part'],
  ] as const) {
    it(`by hand closes the path of ${what} that is not there, and no other, and says so`, async () => {
      const lost = { ...files, [name]: files[name].replace(written, broken) }
      await withFolder(lost, async (folder) => {
        await using app = await serving(folder, { validate: false }, byHand)
        const answers = [
          await app.post('/orders', { item: 'tea' }),
          await app.post('/shapes', { kind: 'round', radius: 1 }),
          await app.post('/shapes', { kind: 'round' }),
        ].map(([status]) => status)
        assert.deepEqual(answers, what === 'a schema in a mapping' ? [200, 500, 500] : [500, 200, 400])
        const lines = app.lines.join('\n')
        assert.match(lines, /nothing behind the `\$ref` \.\/none\.yaml#\/Part in .*\.yaml: requests .* 500/)
        assert.match(lines, /POST .* cannot be validated, .*: a `\$ref` leads to nothing in the files/)
        assert.equal(app.gate.health().counters.requestsUnvalidated, answers.filter((status) => status === 500).length)
      })
    })
  }
})
