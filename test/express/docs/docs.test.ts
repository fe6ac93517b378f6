import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Express } from 'express'
import { createDocs, type DocsSource } from '../../../src/express/docs/docs.ts'
import { listening } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'
import { send } from '../send-raw.ts'
import { docsOf, ordersDocument } from './documented.ts'

/** What helmet() sends by default, as far as the page has headers of the same names. */
const helmetHeaders = {
  'Content-Security-Policy':
    "default-src 'self';script-src 'self';style-src 'self' 'unsafe-inline';upgrade-insecure-requests",
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'strict-origin',
  'Cache-Control': 'public, max-age=31536000',
  Vary: 'Origin',
}

const ours = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

const served: readonly { path: string; type: RegExp }[] = [
  { path: '/docs/', type: /^text\/html; charset=utf-8$/ },
  { path: '/docs/page.js', type: /^text\/javascript; charset=utf-8$/ },
  { path: '/docs/page.css', type: /^text\/css; charset=utf-8$/ },
  { path: '/docs/swagger-ui.css', type: /^text\/css; charset=utf-8$/ },
  { path: '/docs/swagger-ui-bundle.js', type: /^text\/javascript; charset=utf-8$/ },
  { path: '/docs/favicon-16x16.png', type: /^image\/png$/ },
  { path: '/docs/favicon-32x32.png', type: /^image\/png$/ },
  { path: '/docs/openapi.json', type: /^application\/json; charset=utf-8$/ },
]

/** Answered by whatever stands behind the documentation. */
const handedOn: readonly string[] = [
  '/',
  '/docsx',
  '/Docs',
  '//docs/',
  '/docs//',
  '/docs/%2e',
  '/docs/../docs/',
  '/docs/index.html',
  '/docs/index.css',
  '/docs/swagger-initializer.js',
  '/docs/oauth2-redirect.html',
  '/docs/swagger-ui-bundle.js.map',
  '/docs/swagger-ui.js',
  '/docs/package.json',
  '/docs/../package.json',
  '/docs/..%2fpackage.json',
  '/docs/constructor',
  '/docs/__proto__',
  '/docs/openapi.json/',
  '/openapi.json',
]

for (const { name, express } of versions) {
  /** An application with the documentation, and a last handler that says that it was reached. */
  const appWith = (build: (app: Express) => void): Express => {
    const app = express()
    app.use((_req, res, next) => next(void res.set(helmetHeaders)))
    build(app)
    app.use((_req, res) => void res.status(404).send('handed on'))
    return app
  }
  const orders = (given: Partial<DocsSource> = {}) => createDocs(docsOf(ordersDocument, given))
  const serving = (given: Partial<DocsSource> = {}) => listening(appWith((app) => app.use(orders(given))))

  describe(`the documentation on ${name}`, () => {
    it('serves the page, its files and the document, with headers of its own (U-06, U-07)', async () => {
      await using server = await serving()
      for (const { path, type } of served) {
        const answer = await send(server.port, path)
        assert.equal(answer.status, 200, path)
        assert.match(answer.headers['content-type'] ?? '', type)
        for (const [header, value] of Object.entries(ours)) assert.equal(answer.headers[header], value, path)
        assert.equal(answer.headers['content-length'], String(answer.body.length))
      }
    })

    it('hands on what is not on its list (U-03)', async () => {
      await using server = await serving()
      for (const path of handedOn) {
        assert.equal((await send(server.port, path)).body.toString(), 'handed on', path)
      }
    })

    it('has neither script nor style in the page (U-06)', async () => {
      await using server = await serving({ title: `</title><script>alert("1")</script>'&` })
      const page = (await send(server.port, '/docs/')).body.toString()
      assert.doesNotMatch(page, /<script(?! src="\.\/)|<style|\sstyle=|\son\w+=|<base|https?:/)
      assert.match(
        page,
        /<title>&#60;\/title&#62;&#60;script&#62;alert\(&#34;1&#34;\)&#60;\/script&#62;&#39;&#38;<\/title>/,
      )
    })

    it('leads to the page with a relative address, without the query (U-01)', async () => {
      await using server = await serving()
      for (const path of ['/docs', '/docs?url=https://evil.example/spec.json&configUrl=//evil.example']) {
        const answer = await send(server.port, path)
        assert.equal(answer.status, 302)
        assert.equal(answer.headers.location, './docs/')
        assert.equal(answer.headers['content-security-policy'], ours['content-security-policy'])
      }
      assert.equal((await send(server.port, '/docs/?url=https://evil.example/spec.json')).status, 200)
    })

    it('answers GET and HEAD alone', async () => {
      await using server = await serving()
      for (const { path } of [{ path: '/docs' }, ...served]) {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
          const answer = await send(server.port, path, method)
          assert.equal(answer.status, 405, `${method} ${path}`)
          assert.equal(answer.headers.allow, 'GET, HEAD')
          assert.equal(answer.headers['x-frame-options'], 'DENY')
        }
      }
      assert.equal((await send(server.port, '/docs/index.html', 'POST')).body.toString(), 'handed on')
    })

    it('answers HEAD as GET, without the body', async () => {
      await using server = await serving()
      for (const { path } of served) {
        const [head, get] = [await send(server.port, path, 'HEAD'), await send(server.port, path)]
        const { date: _head, ...headers } = head.headers
        const { date: _get, ...expected } = get.headers
        assert.deepEqual(headers, expected)
        assert.equal(head.body.length, 0)
      }
    })

    it('sends nothing again that has not changed', async () => {
      await using server = await serving()
      for (const { path } of served) {
        const etag = (await send(server.port, path)).headers.etag ?? ''
        assert.match(etag, /^W\/"[\w-]{43}"$/)
        for (const known of [etag, `"other", ${etag}`, '*']) {
          const again = await send(server.port, path, 'GET', { 'If-None-Match': known, 'Accept-Encoding': 'br' })
          assert.equal(again.status, 304, path)
          assert.equal(again.body.length, 0)
          assert.equal(again.headers.etag, etag)
          assert.equal(again.headers['x-content-type-options'], 'nosniff')
        }
        assert.equal((await send(server.port, path, 'GET', { 'If-None-Match': '"other"' })).status, 200)
      }
    })

    it('compresses what can be compressed, as the client accepts it', async () => {
      await using server = await serving()
      const rows = [
        { accept: 'gzip, deflate, br', encoding: 'br', decode: brotliDecompressSync },
        { accept: 'gzip, br;q=0', encoding: 'gzip', decode: gunzipSync },
        { accept: 'identity', encoding: undefined, decode: (body: Buffer) => body },
        { accept: 'zstd', encoding: undefined, decode: (body: Buffer) => body },
      ]
      for (const { path } of served.filter((one) => !one.path.endsWith('.png'))) {
        const plain = await send(server.port, path)
        for (const { accept, encoding, decode } of rows) {
          const answer = await send(server.port, path, 'GET', { 'Accept-Encoding': accept })
          assert.equal(answer.headers['content-encoding'], encoding, `${path} ${accept}`)
          assert.equal(answer.headers.vary, 'Origin, Accept-Encoding')
          assert.ok(decode(answer.body).equals(plain.body))
        }
      }
      const image = await send(server.port, '/docs/favicon-16x16.png', 'GET', { 'Accept-Encoding': 'br' })
      assert.equal(image.headers['content-encoding'], undefined)
    })

    it('writes the document once, when it is first asked for', async () => {
      let asked = 0
      const content = () => {
        asked += 1
        return ordersDocument
      }
      await using server = await serving({ content })
      await send(server.port, '/docs/')
      assert.equal(asked, 0)
      await Promise.all([1, 2, 3].map(() => send(server.port, '/docs/openapi.json')))
      assert.equal(asked, 1)
    })

    it('answers 500 where it cannot be written, tells why, and does not try again', async () => {
      let tried = 0
      const content = () => {
        tried += 1
        throw new Error('the document is too large')
      }
      const lines: string[] = []
      await using server = await serving({ content, warn: (line) => void lines.push(line) })
      for (let again = 0; again < 2; again += 1) {
        const { status, headers, body } = await send(server.port, '/docs/openapi.json')
        assert.deepEqual([status, headers['content-type']], [500, 'application/problem+json'])
        assert.doesNotMatch(body.toString(), /too large/)
      }
      assert.equal(tried, 1)
      assert.match(lines[0] ?? '', /the documentation cannot be served: the document is too large/)
    })

    it('U-16: shows two documents of one application each at its place', async () => {
      const other = { ...ordersDocument, info: { title: 'Stock', version: '2' } }
      const app = appWith((app) => app.use(orders(), createDocs(docsOf(other, { path: '/stock/docs' }))))
      await using server = await listening(app)
      const titleAt = async (path: string): Promise<string> =>
        JSON.parse((await send(server.port, path)).body.toString()).info.title
      assert.equal(await titleAt('/docs/openapi.json'), 'Orders')
      assert.equal(await titleAt('/stock/docs/openapi.json'), 'Stock')
      for (const path of ['/docs/', '/stock/docs/']) {
        assert.match((await send(server.port, path)).body.toString(), /data-document="\.\/openapi\.json"/)
      }
    })
  })
}
