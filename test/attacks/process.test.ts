import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findAuth } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { createSigner } from '../jwt/signer.ts'
import { bearer, documentOf, type GuardedParts, guarded } from '../support/guarded.ts'
import { get } from '../support/listening.ts'
import { rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'
import { assertAnswer } from './answers.ts'

const orders = documentOf({ '/orders': { get: { security: [{ auth0: [] }] } } })

for (const { name, express } of versions) {
  describe(`errors and logs on ${name}`, () => {
    it('L-04, L-16 a check that throws or rejects refuses, and the process lives', async () => {
      const issuer = await createTestIssuer()
      for (const check of [() => assert.fail('thrown'), () => Promise.reject(new Error('rejected'))]) {
        await using app = await guarded(express, {
          document: orders,
          options: { schemes: { auth0: { ...issuer.scheme, check } } },
          routes: (server, ran) => void server.get('/orders', () => ran('handler')),
        })
        const answer = await get(`${app.url}/orders`, { headers: bearer(await issuer.token()) })
        assert.equal(answer.status, 503)
        assert.deepEqual(app.ran, [])
      }
    })

    it('C-30 a token without a required claim is 403, and 401 where its signature is wrong as well', async () => {
      const issuer = await createTestIssuer()
      await using app = await guarded(express, {
        document: orders,
        options: { schemes: { auth0: { ...issuer.scheme, requiredClaims: { gty: ['password'] } } } },
        routes: (server) => void server.get('/orders', (_req, res) => void res.end('ran')),
      })
      const call = async (token: string) => (await get(`${app.url}/orders`, { headers: bearer(token) })).status
      const machine = await issuer.token({ claims: { gty: 'client-credentials' } })
      assert.equal(await call(machine), 403)
      assert.equal(await call(`${machine.slice(0, -8)}AAAAAAAA`), 401)
      assert.equal(await call(await issuer.token({ claims: { gty: 'password' } })), 200)
    })

    it('L-05 no answer holds a stack, in development either', async () => {
      await using app = await guarded(express, {
        document: orders,
        options: { env: { NODE_ENV: 'development' } },
        routes: () => undefined,
      })
      assert.doesNotMatch((await get(`${app.url}/orders`)).text, /\bat .+:\d+|node_modules|\.ts/)
    })

    it('L-01, L-07, L-08 what a caller sends is neither answered nor logged as it came', async () => {
      const routes: GuardedParts['routes'] = (server) => void server.get('/orders', (_req, res) => void res.end())
      await using app = await guarded(express, { document: orders, routes })
      const signer = createSigner('RS256')
      const hostile = `\u001b[31m\r\nx: y ${'k'.repeat(900)}`
      const token = signer.token({ sub: hostile, iss: hostile }, { kid: hostile, typ: hostile })
      const answer = await rawRequest(app.port, 'GET', `/orders?${'q'.repeat(1000)}`, [
        `Authorization: Bearer ${token}`,
      ])
      assertAnswer(answer, 'A2')
      assert.doesNotMatch(answer.text, /kkkk|\[31m/)
      await rawRequest(app.port, 'GET', `/${'p'.repeat(5000)}`)
      for (const line of app.lines) assert.ok(/^[ -~]*$/.test(line) && line.length < 600, line.slice(0, 80))
    })

    it('Q-06, Q-13 a token that was good for one operation is judged anew for the next', async () => {
      const issuer = await createTestIssuer()
      const document = {
        ...documentOf({
          '/a': { get: { security: [{ auth0: [] }] } },
          '/b': { get: { security: [{ auth0: ['admin'] }] } },
          '/c': { get: { security: [{ other: [] }] } },
        }),
        components: {
          securitySchemes: { auth0: { type: 'http', scheme: 'bearer' }, other: { type: 'http', scheme: 'bearer' } },
        },
      }
      await using app = await guarded(express, {
        document,
        options: { schemes: { ...issuer.schemes, other: { ...issuer.scheme, audience: 'https://other.test' } } },
        routes: (server) => void server.get(/.*/, (req, res) => void res.end(findAuth(req)?.scheme)),
      })
      const headers = bearer(await issuer.token())
      const statuses = []
      for (const path of ['/a', '/a', '/b', '/c', '/a']) statuses.push((await get(app.url + path, { headers })).status)
      assert.deepEqual(statuses, [200, 200, 403, 401, 200])
    })

    it('O-29 a path that would take a backtracking expression long is matched at once', async () => {
      const document = documentOf({ '/{a}-{b}-{c}-{d}-{e}-{f}x': { get: { security: [] } } })
      await using app = await guarded(express, { document, routes: () => undefined })
      const started = performance.now()
      assertAnswer(await rawRequest(app.port, 'GET', `/${'-'.repeat(12_000)}`), 'E4')
      assert.ok(performance.now() - started < 1000)
    })
  })
}
