import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Request, Response } from 'express'
import { findAuth, type GateOptions, portcullis } from '../../src/index.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { createTestIssuer, type TestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf, guarded } from '../support/guarded.ts'
import { get } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const components = {
  securitySchemes: { auth0: { type: 'http', scheme: 'bearer' }, stock: { type: 'http', scheme: 'bearer' } },
}
const document = documentOf(
  {
    '/orders': { get: { security: [{ auth0: ['read'] }] }, post: { security: [{ auth0: ['write'] }] } },
    '/stock': { get: { security: [{ stock: [] }] } },
  },
  { components },
)

/** One issuer for all: making keys is slow. */
const sharedIssuer = createTestIssuer({ listen: true })

/** The same issuer, trusted by two schemes of which the second demands something else. */
function schemesOf(issuer: TestIssuer, stock: object): GateOptions {
  return { schemes: { auth0: issuer.scheme, stock: { ...issuer.scheme, ...stock } } }
}

for (const { name, express } of versions) {
  describe(`a token that comes again, on ${name}`, () => {
    const open = async (options: GateOptions) => {
      const app = await guarded(express, {
        document,
        options,
        routes(router) {
          const answer = (req: Request, res: Response) => void res.json({ auth: findAuth(req) })
          router.get('/orders', answer)
          router.post('/orders', answer)
          router.get('/stock', answer)
        },
      })
      const call = async (token: string, path = '/orders', method = 'GET') =>
        (await get(app.url + path, { method, headers: bearer(token) })).status
      return Object.assign(app, { call })
    }

    it('Q-06 is judged by the scopes of each operation', async () => {
      const issuer = await sharedIssuer
      await using app = await open(schemesOf(issuer, {}))
      const token = await issuer.token({ scope: 'read' })
      for (let round = 0; round < 3; round++) {
        assert.deepEqual([await app.call(token), await app.call(token, '/orders', 'POST')], [200, 403])
      }
      assert.equal(app.gate.health().counters.signaturesChecked, 1)
    })

    const stricter: readonly (readonly [what: string, stock: object])[] = [
      ['another audience', { audience: 'https://stock.example' }],
      ['another algorithm', { algorithms: ['ES256'] }],
      ['the profile of RFC 9068', { profile: 'at+jwt' }],
      ['a shorter age', { maxTokenAge: 1, clockTolerance: 0 }],
      ['a claim', { requiredClaims: { role: 'staff' } }],
    ]
    for (const [what, stock] of stricter) {
      it(`Q-13 is judged anew by a scheme that demands ${what}`, async () => {
        const issuer = await sharedIssuer
        await using app = await open(schemesOf(issuer, stock))
        const iat = Math.floor(Date.now() / 1000) - 60
        const token = await issuer.token({ scope: 'read', claims: { iat }, header: { typ: 'JWT' } })
        assert.equal(await app.call(token), 200)
        const refused = await app.call(token, '/stock')
        assert.equal(refused, 'requiredClaims' in stock ? 403 : 401)
      })
    }

    it('Q-03 is worth nothing after a reload that trusts other keys', async () => {
      const issuer = await createTestIssuer({ listen: true })
      await using app = await open(schemesOf(issuer, {}))
      const token = await issuer.token({ scope: 'read' })
      assert.equal(await app.call(token), 200)
      await issuer.rotate()
      await issuer.rotate()
      await app.gate.reload()
      assert.equal(await app.call(token), 401)
      await issuer.close()
    })

    it('Q-07 nobody can say how it is remembered', async () => {
      const issuer = await sharedIssuer
      for (const cache of [{ keyBuilder: () => 'x' }, { key: 'sub' }, true, 5]) {
        const scheme = Object({ ...issuer.scheme, cache })
        await assert.rejects(
          portcullis(document, { schemes: { auth0: scheme, stock: issuer.scheme }, env: {}, log: false }),
          /schemes\.auth0\.cache/,
        )
      }
    })

    it('L-18 neither events nor health hold a byte of it', async () => {
      const issuer = await sharedIssuer
      await using app = await open(schemesOf(issuer, {}))
      const told: unknown[] = []
      app.gate.on('decision', (event) => void told.push(event))
      const token = await issuer.token({ scope: 'read' })
      await app.call(token)
      await app.gate.revoke({ sub: 'test-user' })
      await app.call(token)
      const text = JSON.stringify([told, app.gate.health()])
      for (const part of token.split('.')) assert.ok(!text.includes(part))
    })
  })

  describe(`a token that was revoked, on ${name}`, { concurrency: 8 }, () => {
    const start = async (options: GateOptions = {}) => {
      const issuer = await sharedIssuer
      const app = await guarded(express, {
        document,
        options: { ...schemesOf(issuer, {}), ...options },
        routes: (router) => void router.get('/orders', (_req, res) => void res.json({})),
      })
      const call = async (token: string) => (await get(`${app.url}/orders`, { headers: bearer(token) })).status
      return Object.assign(app, { issuer, call })
    }

    const ways: readonly (readonly [what: string, revocation: object])[] = [
      ['by its subject', { sub: 'ann' }],
      ['by its id', { jti: 'the one' }],
      ['by its client', { clientId: 'app' }],
    ]
    for (const [what, revocation] of ways) {
      it(`Q-15 ${what}, is refused from the next request on; one that is issued later is not`, async () => {
        await using app = await start()
        const now = Math.floor(Date.now() / 1000)
        const claims = { jti: 'the one', azp: 'app', client_id: undefined, iat: now - 10 }
        const token = await app.issuer.token({ sub: 'ann', scope: 'read', claims })
        const other = await app.issuer.token({ sub: 'bob', scope: 'read', claims: { iat: now - 10 } })
        assert.deepEqual([await app.call(token), await app.call(other)], [200, 200])
        await app.gate.revoke(revocation)
        assert.deepEqual([await app.call(token), await app.call(other)], [401, 200])
        const next = { ...claims, jti: 'another', iat: now + 2 }
        assert.equal(await app.call(await app.issuer.token({ sub: 'ann', scope: 'read', claims: next })), 200)
      })
    }

    it('Q-15 by its id, is refused where the clock of its issuer is ahead', async () => {
      await using app = await start()
      const iat = Math.floor(Date.now() / 1000) + 3
      const token = await app.issuer.token({ scope: 'read', claims: { jti: 'the one', iat } })
      assert.equal(await app.call(token), 200)
      await app.gate.revoke({ jti: 'the one' })
      assert.equal(await app.call(token), 401)
    })

    it('Q-02 by its id, is refused under every text it can be given', async () => {
      await using app = await start()
      const token = await app.issuer.token({ sub: 'ann', scope: 'read', claims: { jti: 'the one' } })
      await app.gate.revoke({ jti: 'the one' })
      const again = await app.issuer.token({ sub: 'ann', scope: 'read', claims: { jti: 'the one', extra: 1 } })
      for (const twin of [token, again, `${token}=`, `${token.slice(0, -1)}A`, `${token}A`]) {
        assert.equal(await app.call(twin), 401)
      }
    })

    it('Q-15 at one issuer, says nothing of the same subject at another', async () => {
      const [one, two] = [await createTestIssuer(), await createTestIssuer()]
      const options = { schemes: { auth0: one.scheme, stock: { ...two.scheme, issuer: 'https://two.example/' } } }
      const either = [{ auth0: [] }, { stock: [] }]
      await using app = await guarded(express, {
        document: documentOf({ '/orders': { get: { security: either } } }, { components }),
        options,
        routes: (router) => void router.get('/orders', (_req, res) => void res.json({})),
      })
      const call = async (token: string) => (await get(`${app.url}/orders`, { headers: bearer(token) })).status
      const [ofOne, ofTwo] = [
        await one.token({ sub: 'ann' }),
        await two.token({ sub: 'ann', claims: { iss: 'https://two.example/' } }),
      ]
      assert.deepEqual([await call(ofOne), await call(ofTwo)], [200, 200])
      await assert.rejects(app.gate.revoke({ sub: 'ann' }), /issuer is one that this gate trusts/)
      await app.gate.revoke({ sub: 'ann', issuer: one.issuer })
      assert.deepEqual([await call(ofOne), await call(ofTwo)], [401, 200])
    })

    it('Q-15 with its key, whatever time it bears', async () => {
      await using app = await start()
      const kid = JSON.parse(Buffer.from((await app.issuer.token()).split('.')[0] ?? '', 'base64url').toString()).kid
      const gate = await portcullis(document, { ...schemesOf(app.issuer, {}), env: {}, log: false, docs: false })
      await gate.revoke({ kid })
      const iat = Math.floor(Date.now() / 1000) + 4
      const headers = bearer(await app.issuer.token({ scope: 'read', claims: { iat } }))
      const decision = await gate.decide({ method: 'GET', target: '/orders', headers })
      assert.deepEqual([decision.allowed, !decision.allowed && decision.reason], [false, 'token.revoked'])
      const unnamed = bearer(await app.issuer.token({ scope: 'read', header: { kid: undefined } }))
      assert.equal((await gate.decide({ method: 'GET', target: '/orders', headers: unnamed })).allowed, false)
    })

    it('Q-15 in another process, within the stated time; and while the store is down, as it was', async () => {
      const memory = createMemoryStore()
      let down = false
      const store = { ...memory, get: (key: string) => (down ? Promise.reject(new Error('down')) : memory.get(key)) }
      await using one = await start({ store })
      await using two = await start({ store })
      const iat = Math.floor(Date.now() / 1000) - 10
      const token = await one.issuer.token({ sub: 'ann', scope: 'read', claims: { iat } })
      assert.equal(await two.call(token), 200)
      down = true
      assert.equal(await two.call(token), 200)
      down = false
      await one.gate.revoke({ sub: 'ann' })
      const revoked = performance.now()
      while ((await two.call(token)) !== 401) assert.ok(performance.now() - revoked < 3000, 'within 3 s')
      assert.equal(await one.call(token), 401)
    })
  })
}

describe('what revoke is told', () => {
  it('in words, where it is wrong', async () => {
    const issuer = await sharedIssuer
    const gate = await portcullis(document, { ...schemesOf(issuer, {}), env: {}, log: false })
    await assert.rejects(gate.revoke({}), /one of jti, sub, clientId, kid/)
    await assert.rejects(gate.revoke(Object('ann')), TypeError)
    assert.equal(gate.health().revocations, 0)
  })
})
