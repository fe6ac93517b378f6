import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Express } from 'express'
import { createDocs, type DocsSource } from '../../../src/express/docs/docs.ts'
import { listening } from '../../support/listening.ts'
import { versions } from '../../support/versions.ts'
import { send } from '../send-raw.ts'
import { docsOf, ordersDocument } from './documented.ts'

const orders = (given: Partial<DocsSource> = {}) => createDocs(docsOf(ordersDocument, given))

for (const { name, express } of versions) {
  const appWith = (build: (app: Express) => void): Express => {
    const app = express()
    build(app)
    return app
  }

  describe(`where the documentation stands on ${name}`, () => {
    const rows: { title: string; build: (app: Express) => void; page: string; documents: Record<string, string> }[] = [
      {
        title: 'in the application',
        build: (app) => app.use(orders()),
        page: '/docs',
        documents: { '/docs/openapi.json': '../v1' },
      },
      {
        title: 'with a document elsewhere',
        build: (app) => app.use(orders({ documentPath: '/openapi.json' })),
        page: '/docs',
        documents: { '/openapi.json': './v1', '/docs/openapi.json': '../v1' },
      },
      {
        title: 'deeper',
        build: (app) =>
          app.use(orders({ path: '/internal/api-docs', documentPath: '/internal/api-docs/v1/spec.json' })),
        page: '/internal/api-docs',
        documents: { '/internal/api-docs/v1/spec.json': '../../../v1' },
      },
      {
        title: 'in a router',
        build: (app) => app.use('/api', express.Router().use(orders())),
        page: '/api/docs',
        documents: { '/api/docs/openapi.json': '../../v1' },
      },
      {
        title: 'mounted at its own path',
        build: (app) => app.use('/docs', orders()),
        page: '/docs',
        documents: { '/docs/openapi.json': '../v1' },
      },
      {
        title: 'mounted at its own path, with a document elsewhere',
        build: (app) => app.use('/api/docs', orders({ documentPath: '/spec.json' })),
        page: '/api/docs',
        documents: { '/api/docs/spec.json': '../../v1' },
      },
    ]
    for (const { title, build, page, documents } of rows) {
      it(title, async () => {
        await using server = await listening(appWith(build))
        const redirect = await send(server.port, `${page}?a/b`)
        assert.equal(new URL(redirect.headers.location ?? '', `http://localhost${page}`).pathname, `${page}/`)
        const html = (await send(server.port, `${page}/`)).body.toString()
        const link = /data-document="([^"]+)"/.exec(html)?.[1] ?? ''
        const fromPage = new URL(link, `http://localhost${page}/`).pathname
        assert.ok(Object.hasOwn(documents, fromPage), fromPage)
        for (const [path, url] of Object.entries(documents)) {
          const document = JSON.parse((await send(server.port, path)).body.toString())
          assert.deepEqual(document.servers, [{ url }])
          assert.equal(new URL(url, `http://localhost${path}`).pathname, '/v1')
        }
        assert.equal((await send(server.port, `${page}/swagger-ui.css`)).status, 200)
        assert.equal((await send(server.port, `${page}/page.css`, 'DELETE')).status, 405)
      })
    }

    it('at any depth, though not all copies of the document are kept', async () => {
      let asked = 0
      const docs = orders({
        content: () => {
          asked += 1
          return ordersDocument
        },
      })
      const depths = Array.from({ length: 9 }, (_, index) => '/a'.repeat(9 - index))
      const app = appWith((app) => {
        for (const depth of depths) app.use(depth, docs)
      })
      await using server = await listening(app)
      for (const depth of [...depths, ...depths]) {
        const path = `${depth}/docs/openapi.json`
        const { servers } = JSON.parse((await send(server.port, path)).body.toString())
        assert.equal(new URL(servers[0].url, `http://localhost${path}`).pathname, '/v1', depth)
      }
      assert.ok(asked > depths.length, `${asked}`)
    })
  })
}
