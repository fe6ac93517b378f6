import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { RequestHandler } from 'express'
import { documentOf, guarded } from '../../support/guarded.ts'
import { get } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'

const cookie = (required: boolean): object => ({ name: 'shop', in: 'cookie', required, schema: { type: 'integer' } })
const reading = (parameter: object): object => ({
  parameters: [parameter],
  get: { security: [], responses: { 200: { description: 'OK' } } },
})
const document = documentOf(
  {
    '/needed': reading(cookie(true)),
    '/referred': reading({ $ref: '#/components/parameters/Shop' }),
    '/optional': reading(cookie(false)),
  },
  { components: { parameters: { Shop: cookie(true) } } },
)

/** As much of cookie-parser as is needed. */
const readCookies: RequestHandler = (req, _res, next) => {
  const pairs = (req.headers.cookie ?? '').split(/; */).filter((pair) => pair !== '')
  req.cookies = Object.fromEntries(pairs.map((pair) => pair.split('=', 2)))
  next()
}

for (const { name, express } of versions) {
  describe(`cookies on ${name}`, () => {
    const start = (...parsers: RequestHandler[]) =>
      guarded(express, {
        document,
        options: { validate: true },
        routes(app) {
          for (const parser of parsers) app.use(parser)
          for (const path of ['/needed', '/referred', '/optional']) app.get(path, (_req, res) => void res.end())
        },
      })
    const ask = async (url: string, sent?: string): Promise<number> =>
      (await get(url, sent === undefined ? {} : { headers: { cookie: sent } })).status

    it('are judged where they were parsed', async () => {
      await using app = await start(readCookies)
      for (const path of ['/needed', '/referred']) {
        const statuses = [
          await ask(app.url + path),
          await ask(app.url + path, 'shop=a'),
          await ask(app.url + path, 'shop=5'),
        ]
        assert.deepEqual([path, statuses], [path, [400, 400, 200]])
      }
      assert.deepEqual([await ask(`${app.url}/optional`), await ask(`${app.url}/optional`, 'shop=a')], [200, 400])
      assert.equal(app.gate.health().counters.requestsMisfit, 5)
    })

    it('are missed by the operator, and not by the caller, where nobody has parsed them', async () => {
      await using app = await start()
      for (const path of ['/needed', '/referred']) {
        assert.deepEqual([path, await ask(app.url + path, 'shop=5')], [path, 500])
        assert.match(app.lines.join('\n'), new RegExp(`GET ${path} .*put cookie-parser in front of the route`))
      }
      assert.equal(await ask(`${app.url}/optional`, 'shop=a'), 200)
      const { requestsUnvalidated, requestsMisfit } = app.gate.health().counters
      assert.deepEqual([requestsUnvalidated, requestsMisfit], [2, 0])
    })
  })
}
