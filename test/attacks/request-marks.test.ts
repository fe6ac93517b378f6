import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NextFunction, Request, Response } from 'express'
import { DeniedError, findAuth, getOperation, portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf, type GuardedParts, guarded } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const secured = { get: { security: [{ auth0: [] }] } }
const document = documentOf({ '/secret': secured, '/open': { get: { security: [] } } })
const sharedIssuer = createTestIssuer()

for (const { name, express } of versions) {
  describe(`what hangs on a request, on ${name}`, () => {
    const open = (before: NonNullable<GuardedParts['before']>, rewrite = false) =>
      guarded(express, {
        document,
        before,
        options: { onDenied: (denial, _req, _res, next) => next(new DeniedError(denial)) },
        routes(app, ran) {
          app.use((req: Request, _res: Response, next: NextFunction) => {
            if (rewrite) req.url = '/secret'
            next()
          })
          app.use((_error: unknown, _req: Request, _res: Response, next: NextFunction) => next())
          app.get('/secret', (req, res) => {
            ran('secret')
            res.json({ sub: findAuth(req)?.claims.sub })
          })
        },
      })

    it('L-11 N-01 auth that cannot be written over refuses for life, whatever an error handler does', async () => {
      await using app = await open((server) => {
        server.use((req, _res, next) => {
          Object.defineProperty(req, 'auth', { value: { claims: { sub: 'forged' } }, configurable: false })
          next()
        })
      })
      const headers = bearer(await app.issuer.token({ sub: 'ann' }))
      const answer = await get(`${app.url}/secret`, { headers })
      assert.notEqual(answer.status, 200)
      assert.deepEqual(app.ran, [])
    })

    for (const configurable of [true, false]) {
      it(`a route of its own, ${configurable ? '' : 'not '}configurable, does not take the lock off`, async () => {
        await using app = await open((server) => {
          server.use((req, _res, next) => {
            Object.defineProperty(req, 'route', { value: undefined, writable: true, configurable })
            next()
          })
        }, true)
        const answer = await get(`${app.url}/open`)
        assert.notEqual(answer.status, 200)
        assert.deepEqual(app.ran, [])
      })
    }

    it('what one gate lets through for no operation keeps what another decided', async () => {
      const issuer = await sharedIssuer
      const under = (url: string) => documentOf({ '/orders': secured }, { servers: [{ url }] })
      const options = { schemes: issuer.schemes, env: {}, log: false, docs: false } as const
      const app = express()
      const one = await portcullis(under('/a'), options)
      const two = await portcullis(under('/b'), { ...options, allowRoutes: [{ path: '/a/*', reason: 'test' }] })
      one.mount(app)
      two.mount(app)
      for (const path of ['/a/orders', '/b/orders']) {
        app.get(path, (req, res) => void res.json([findAuth(req)?.claims.sub, getOperation(req)?.path]))
      }
      await using server = await listening(app)
      const headers = bearer(await issuer.token({ sub: 'ann' }))
      for (const path of ['/a/orders', '/b/orders']) {
        assert.equal((await get(server.url + path, { headers })).text, '["ann","/orders"]')
      }
    })
  })
}
