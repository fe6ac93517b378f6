import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { documentOf, guarded } from '../../support/guarded.ts'
import { get } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

const integers = { type: 'array', items: { type: 'integer' } }
const parameters = [
  { name: 'X-Own', in: 'header', schema: integers },
  { $ref: '#/components/parameters/Shared' },
  { name: 'lists', in: 'cookie', schema: integers },
  { name: 'at', in: 'query', schema: { type: 'string' } },
]
const document = documentOf(
  {
    '/own': { get: { security: [], parameters, responses: { 200: { description: 'OK' } } } },
    '/path': { parameters, get: { security: [], responses: { 200: { description: 'OK' } } } },
  },
  { components: { parameters: { Shared: { name: 'X-Shared', in: 'header', schema: integers } } } },
)

for (const { name, express } of versions) {
  describe(`styles of parameters on ${name}`, () => {
    const start = () =>
      guarded(express, {
        document,
        options: { validate: true },
        routes(app) {
          app.use((req, _res, next) => {
            req.cookies = { lists: '5' }
            next()
          })
          for (const path of ['/own', '/path'])
            app.get(path, (req, res) => void res.json([req.headers['x-own'], req.headers['x-shared'], req.cookies]))
        },
      })

    it('are those of OpenAPI where a header or a cookie says nothing', async () => {
      await using app = await start()
      for (const path of ['/own', '/path']) {
        const answer = await get(app.url + path, { headers: { 'x-own': '1,2', 'x-shared': '3' } })
        assert.deepEqual([path, answer.text], [path, '[[1,2],[3],{"lists":[5]}]'])
        assert.equal((await get(app.url + path)).status, 200)
        for (const header of ['x-own', 'x-shared'])
          assert.equal((await get(app.url + path, { headers: { [header]: '1,a' } })).status, 400)
      }
    })

    it('say which characters have to be encoded in a query, and not which were sent', async () => {
      await using app = await start()
      assert.deepEqual(JSON.parse((await get(`${app.url}/own?at=10:30`)).text).errors, [
        {
          pointer: '/query',
          message: 'has a parameter with characters that have to be percent-encoded',
          code: 'reserved',
        },
      ])
      assert.equal((await get(`${app.url}/own?at=10%3A30`)).status, 200)
    })
  })
}
