import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RequestHandler } from 'express'
import { documentOf, guarded } from '../../support/guarded.ts'
import { get } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

const order = {
  type: 'object',
  required: ['item'],
  properties: { item: { type: 'string' }, amount: { type: 'integer' } },
}

/** A public operation that takes content, by its types. */
const taking = (content: object, required = false): object => ({
  post: { security: [], requestBody: { required, content }, responses: { 200: { description: 'OK' } } },
})

const document = documentOf(
  {
    '/json': taking({ 'application/json': { schema: order } }),
  },
  { openapi: '3.1.0' },
)

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
  })
}
