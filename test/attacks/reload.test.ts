import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import express from 'express'
import { findAuth, getOperation, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const read = [{ auth0: ['read'] }]
const write = [{ auth0: ['write'] }]
const mild = documentOf({ '/orders': { get: { security: read, operationId: 'before' } } })
const strict = documentOf({ '/orders': { get: { security: write, operationId: 'after' } } })
const gone = documentOf({ '/guests': { get: { security: read } } })
const allow = { allowWeaker: true }

for (const { name, express: version } of versions) {
  describe(`a reload between the gate and the lock, on ${name}`, () => {
    /** An application that reads the document again while a request is on its way to its route. */
    const open = (next: object) =>
      guarded(version, {
        document: mild,
        routes(router, ran) {
          router.use((req, _res, go) => {
            if (req.query.reload === undefined) return go()
            app.gate.reload(next, allow).then(() => go(), go)
          })
          router.get('/orders', (req, res) => {
            ran('orders')
            res.json({ sub: findAuth(req)?.claims.sub, operation: getOperation(req)?.operationId })
          })
        },
      })
    let app: Awaited<ReturnType<typeof guarded>>

    for (const [what, next] of [
      ['stricter', strict],
      ['gone', gone],
    ] as const) {
      it(`F-41 a request keeps the policy it was decided under, where the new one is ${what}; the next has the new one`, async () => {
        app = await open(next)
        await using _closing = app
        const headers = bearer(await app.issuer.token({ sub: 'ann', scope: 'read' }))
        const answer = await get(`${app.url}/orders?reload`, { headers })
        assert.deepEqual(JSON.parse(answer.text), { sub: 'ann', operation: 'before' })
        assert.equal((await get(`${app.url}/orders`, { headers })).status, next === strict ? 403 : 404)
        assert.deepEqual(app.ran, ['orders'])
      })
    }

    it('F-41 a request that is rewritten after the reload is judged by the policy it came under', async () => {
      app = await guarded(version, {
        document: documentOf({ '/open': { get: { security: [] } }, '/orders': { get: { security: write } } }),
        routes(router, ran) {
          router.use((req, _res, go) => {
            const opened = documentOf({ '/open': { get: { security: [] } }, '/orders': { get: { security: [] } } })
            req.url = '/orders'
            app.gate.reload(opened, allow).then(() => go(), go)
          })
          router.get('/orders', (_req, res) => {
            ran('orders')
            res.end()
          })
        },
      })
      await using _closing = app
      assert.equal((await get(`${app.url}/open`)).status, 401)
      assert.deepEqual(app.ran, [])
    })
  })
}

describe('what a reload has to fit', () => {
  const issuer = createTestIssuer()
  const open = async (document: object, options: object = {}) =>
    portcullis(document, { schemes: (await issuer).schemes, env: {}, log: false, ...options })
  const under = (base: string, paths: object) => documentOf(paths, { servers: [{ url: base }] })
  const orders = { '/orders': { get: { security: read } } }

  it('base paths of the other gates on the application', async () => {
    const app = express()
    const [one, two] = [await open(under('/one', orders)), await open(under('/two', orders))]
    one.mount(app)
    two.mount(app)
    await assert.rejects(two.reload(under('/one/more', orders), allow), /mount\.overlap/)
    await two.reload(under('/three', orders), allow)
    await assert.rejects(one.reload(under('/three', orders), allow), /mount\.overlap/)
    await one.reload(under('/two', orders), allow)
  })

  it('the place of the documentation, which shows the new document', async () => {
    const app = express()
    const gate = await open(documentOf(orders), { docs: true })
    gate.mount(app)
    await using server = await listening(app)
    const shown = async () => JSON.parse((await get(`${server.url}/docs/openapi.json`)).text).paths
    assert.deepEqual(Object.keys(await shown()), ['/orders'])
    await assert.rejects(gate.reload(documentOf({ '/docs': { get: { security: read } } }), allow), /mount\.docs-path/)
    await gate.reload(gone, allow)
    assert.deepEqual(Object.keys(await shown()), ['/guests'])
  })
})
