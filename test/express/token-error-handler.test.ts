import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TokenClientError, tokenErrorHandler } from '../../src/index.ts'
import { get, listening } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

for (const { name, express } of versions) {
  describe(`the error handler for upstream tokens, ${name}`, () => {
    it('answers in place of the body that the handler had begun to describe', async () => {
      const app = express()
      app.get('/', (_req, res) => {
        res.set({ 'content-length': '5', 'content-encoding': 'gzip', etag: 'W/"1"', 'x-request-id': '7' })
        throw new TokenClientError('upstream.timeout', { retryAfter: 3 })
      })
      app.use(tokenErrorHandler())
      await using server = await listening(app)
      const { status, headers, text } = await get(server.url, { headers: { origin: 'https://app.example' } })
      assert.deepEqual([status, headers.get('retry-after'), JSON.parse(text).status], [503, '3', 503])
      assert.deepEqual(
        ['content-encoding', 'etag', 'x-request-id', 'cache-control'].map((header) => headers.get(header)),
        [null, null, '7', 'no-store'],
      )
      assert.equal(headers.get('access-control-expose-headers'), 'WWW-Authenticate, Retry-After')
    })

    it('leaves every other error, and an answer that has begun, to Express', async () => {
      const app = express()
      app.get('/other', () => {
        throw Object.assign(new Error('other'), { status: 418 })
      })
      app.get('/begun', (_req, res) => {
        res.write('begun')
        throw new TokenClientError('upstream.timeout')
      })
      app.use(tokenErrorHandler())
      await using server = await listening(app)
      assert.equal((await get(`${server.url}/other`)).status, 418)
      await assert.rejects(get(`${server.url}/begun`))
    })
  })
}
