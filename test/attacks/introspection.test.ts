import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { getAuth, type IntrospectionEvent, type SchemeOptions } from '../../src/index.ts'
import { createTestIssuer, type TestIssuer } from '../../src/testing/index.ts'
import { active } from '../jwt/introspection/asking.ts'
import { hang, status } from '../jwt/misbehaving-issuer.ts'
import { audience } from '../jwt/verifying.ts'
import { dpopClient } from '../support/dpop-client.ts'
import { bearer, documentOf, type Guarded, guarded } from '../support/guarded.ts'
import { type IntrospectionEndpoint, introspectionEndpoint } from '../support/introspection-endpoint.ts'
import { get } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const clientSecret = 'swordfish-secret'

const document = {
  openapi: '3.1.0',
  info: { title: 'Test', version: '1' },
  paths: {
    '/opaque': { get: { security: [{ opaque: ['read:orders'] }] } },
    '/admin': { get: { security: [{ opaque: ['admin'] }] } },
    '/jwt': { get: { security: [{ jwt: [] }] } },
    '/both': { get: { security: [{ asked: ['read:orders'] }] } },
    '/either': { get: { security: [{ jwt: [] }, { opaque: [] }] } },
    '/other-way': { get: { security: [{ opaque: [] }, { jwt: [] }] } },
    '/bound': { get: { security: [{ bound: ['read:orders'] }] } },
    '/loose': { get: { security: [{ loose: ['read:orders'] }] } },
    '/watched': { get: { security: [{ opaque: ['read:orders'] }], 'x-portcullis': { mode: 'report' } } },
  },
  components: {
    securitySchemes: {
      opaque: { type: 'http', scheme: 'bearer' },
      jwt: { type: 'http', scheme: 'bearer' },
      asked: { type: 'http', scheme: 'bearer' },
      bound: { type: 'http', scheme: 'bearer' },
      loose: { type: 'http', scheme: 'bearer' },
    },
  },
}

for (const { name, express } of versions) {
  describe(`introspection, ${name}`, () => {
    let server: IntrospectionEndpoint
    let issuer: TestIssuer
    let app: Guarded
    before(async () => {
      server = await introspectionEndpoint()
      issuer = await createTestIssuer()
    })
    after(() => server[Symbol.asyncDispose]())
    beforeEach(() => {
      server.answer(undefined)
      server.questions.length = 0
    })
    const open = () => {
      const introspection = { clientId: 'api', clientSecret }
      const schemes: Record<string, SchemeOptions> = {
        opaque: { issuer: server.issuer, audience, introspection },
        jwt: issuer.scheme,
        loose: { issuer: server.issuer, audience, introspection: { ...introspection, requireAudience: false } },
        bound: { issuer: server.issuer, audience, introspection, dpop: 'allowed' },
        asked: { ...issuer.scheme, introspection: { ...introspection, mode: 'jwt', endpoint: server.endpoint } },
      }
      return guarded(express, {
        document,
        options: { schemes },
        routes: (on, ran) =>
          on.use((req, res) => {
            ran(req.path)
            const { type, name: who } =
              req.path === '/watched' ? { type: '', name: '' } : (Object.values(getAuth(req).schemes)[0] ?? {})
            res.json({ type, who })
          }),
      })
    }
    const ask = async (path: string, token: string) => {
      const { status: code, text, headers } = await get(app.url + path, { headers: bearer(token) })
      const { error, type, who } = JSON.parse(text)
      return { code, told: error ?? [type, who], headers }
    }

    it('an opaque token is let in, as its issuer says', async () => {
      app = await open()
      await using _ = app
      server.know('good', active())
      assert.deepEqual((await ask('/opaque', 'good')).told, ['opaque', 'alice'])
      const wrong = await ask('/opaque', 'wrong')
      assert.deepEqual([wrong.code, wrong.told], [401, 'invalid_token'])
      assert.match(wrong.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/)
    })

    it('I-05 an opaque token that is bound to a key needs a proof of the key, once each', async () => {
      app = await open()
      await using _ = app
      const [owner, thief] = await Promise.all([dpopClient(), dpopClient()])
      server.know('plain', active())
      server.know('bound', active({ token_type: 'DPoP', cnf: { jkt: owner.jkt } }))
      const url = `${app.url}/bound`
      const show = async (word: string, token: string, proof?: string): Promise<number> => {
        const headers = { authorization: `${word} ${token}`, ...(proof !== undefined && { dpop: proof }) }
        return (await get(url, { headers })).status
      }
      const proof = owner.proof({ url, token: 'bound' })
      assert.equal(await show('DPoP', 'bound', proof), 200)
      assert.equal(await show('DPoP', 'bound', proof), 401)
      assert.equal(await show('DPoP', 'bound', thief.proof({ url, token: 'bound' })), 401)
      assert.equal(await show('DPoP', 'bound', owner.proof({ url, token: 'plain' })), 401)
      assert.equal(await show('DPoP', 'bound'), 400)
      assert.equal(await show('Bearer', 'bound'), 401)
      assert.equal(await show('Bearer', 'bound', owner.proof({ url, token: 'bound' })), 401)
      assert.equal(await show('DPoP', 'plain', owner.proof({ url, token: 'plain' })), 401)
      assert.equal(await show('Bearer', 'plain', owner.proof({ url, token: 'plain' })), 400)
      assert.equal(await show('Bearer', 'plain'), 200)
    })

    it('I-03 an answer without an audience counts where requireAudience is off', async () => {
      app = await open()
      await using _ = app
      server.know('unnamed', active({ aud: undefined }))
      server.know('other', active({ aud: 'https://other.example' }))
      assert.equal((await ask('/loose', 'unnamed')).code, 200)
      assert.equal((await ask('/loose', 'other')).code, 401)
      assert.equal((await ask('/opaque', 'unnamed')).code, 401)
    })

    it('I-03 without the scope, 403', async () => {
      app = await open()
      await using _ = app
      server.know('good', active())
      const { code, told } = await ask('/admin', 'good')
      assert.deepEqual([code, told], [403, 'insufficient_scope'])
    })

    it('X-19 I-13 an expired JWT beside an introspection scheme on one header: refused, and nobody is asked', async () => {
      app = await open()
      await using _ = app
      server.know('good', active())
      const reasons: (string | undefined)[] = []
      app.gate.on('decision', ({ reason }) => void reasons.push(reason))
      const expired = await ask('/either', await issuer.token({ expiresIn: -60 }))
      assert.deepEqual([expired.code, expired.told], [401, 'invalid_token'])
      assert.equal((await ask('/other-way', await issuer.token({ expiresIn: -60 }))).code, 401)
      assert.deepEqual(reasons, ['token.expired', 'token.expired'])
      assert.equal((await ask('/either', await issuer.token())).code, 200)
      assert.equal(server.questions.length, 0)
      assert.deepEqual((await ask('/either', 'good')).told, ['opaque', 'alice'])
    })

    it('I-13 the scheme decides, and nothing falls back', async () => {
      app = await open()
      await using _ = app
      server.know('good', active())
      const jwt = await issuer.token()
      server.know(jwt, active())
      for (const [path, token] of [
        ['/opaque', jwt],
        ['/jwt', 'good'],
        ['/both', 'good'],
      ] as const) {
        const { code, told } = await ask(path, token)
        assert.deepEqual([code, told], [401, 'invalid_token'], path)
      }
      assert.equal(server.questions.length, 0)
    })

    it('a JWT that is asked about has to be good by itself and active', async () => {
      app = await open()
      await using _ = app
      const { audience: aud } = issuer
      const [good, gone, less, other, bound] = await Promise.all(
        ['good', 'gone', 'less', 'other', 'bound'].map((sub) => issuer.token({ sub, scope: 'read:orders' })),
      )
      server.know(good ?? '', active({ aud, iss: issuer.issuer }))
      server.know(less ?? '', active({ aud, scope: 'something:else' }))
      server.know(other ?? '', active({ aud, iss: 'https://other.example' }))
      server.know(bound ?? '', active({ aud, cnf: { jkt: 'x' } }))
      const expired = await issuer.token({ scope: 'read:orders', expiresIn: -60 })
      server.know(expired, active({ aud }))
      assert.deepEqual((await ask('/both', good ?? '')).told, ['jwt', 'good'])
      for (const token of [gone, other, bound, expired]) assert.equal((await ask('/both', token ?? '')).code, 401)
      assert.equal((await ask('/both', less ?? '')).code, 403)
      assert.equal(server.questions.length, 5)
    })

    it('I-06 I-07 our own credentials, an outage: 503 with Retry-After, an event, and the state of the gate', async () => {
      app = await open()
      await using _ = app
      const events: IntrospectionEvent[] = []
      app.gate.on('introspection', (event) => void events.push(event))
      assert.equal(app.gate.health().introspections[0]?.state, 'untried')
      for (const [path, token] of [
        ['/opaque', 'opaque-1'],
        ['/both', await issuer.token({ scope: 'read:orders' })],
      ] as const) {
        for (const [how, reason] of [
          [status(401), 'introspection.refused'],
          [status(500), 'introspection.unavailable'],
        ] as const) {
          server.answer(how)
          const { code, told, headers } = await ask(path, token)
          assert.deepEqual([code, told, headers.get('retry-after')], [503, 'temporarily_unavailable', '1'])
          assert.equal(headers.get('www-authenticate'), null)
          assert.equal(
            app.gate.health().introspections.some(({ lastError }) => lastError === reason),
            true,
          )
        }
      }
      assert.equal(app.gate.health().status, 'degraded')
      assert.equal(events.filter(({ reason }) => reason === 'introspection.refused').length, 2)
      server.answer(undefined)
      server.know('good', active())
      assert.equal((await ask('/opaque', 'good')).code, 200)
      const printed = [events, app.lines, app.gate.health(), app.gate.policy, inspect(app.gate, { depth: 9 })]
      for (const text of ['swordfish', 'opaque-1', Buffer.from(`api:${clientSecret}`).toString('base64')]) {
        assert.ok(!JSON.stringify(printed).includes(text), text)
      }
    })

    it('gate.revoke holds for what is remembered', async () => {
      app = await open()
      await using _ = app
      server.know('good', active())
      server.know('other', active({ sub: 'bob' }))
      assert.equal((await ask('/opaque', 'good')).code, 200)
      await app.gate.revoke({ issuer: server.issuer, sub: 'alice' })
      assert.equal((await ask('/opaque', 'good')).code, 401)
      assert.equal((await ask('/opaque', 'other')).code, 200)
      assert.equal(server.questions.length, 2)
    })

    it('F-39 a check that throws, rejects or says no never lets an active token in', async () => {
      server.know('good', active())
      const introspection = { clientId: 'api', clientSecret }
      const checks: readonly (readonly [() => Promise<boolean> | boolean, number])[] = [
        [() => assert.fail('swordfish'), 503],
        [() => Promise.reject(new Error('swordfish')), 503],
        [() => false, 403],
      ]
      for (const [check, wanted] of checks) {
        await using gate = await guarded(express, {
          document: documentOf({ '/': { get: { security: [{ auth0: [] }] } } }),
          options: { schemes: { auth0: { issuer: server.issuer, audience, introspection, check } } },
          routes: (on, ran) => on.get('/', () => ran('handler')),
        })
        const { status: code } = await get(gate.url, { headers: bearer('good') })
        assert.deepEqual([code, gate.ran], [wanted, []])
      }
    })

    it('a gate that is closed asks no more, and ends what it has asked', async () => {
      app = await open()
      await using _ = app
      server.answer(hang)
      const decide = () => app.gate.decide({ method: 'GET', target: '/opaque', headers: bearer('slow') })
      const pending = decide()
      while (server.questions.length === 0) await new Promise(setImmediate)
      await app.gate.close()
      for (const decision of [await pending, await decide()]) assert.ok(!decision.allowed && decision.status === 503)
      assert.equal(server.questions.length, 1)
    })

    it('report mode never waits', async () => {
      app = await open()
      await using _ = app
      server.answer(hang)
      const reasons: (string | undefined)[] = []
      app.gate.on('decision', ({ reason }) => void reasons.push(reason))
      assert.equal((await ask('/watched', 'slow')).code, 200)
      assert.deepEqual(reasons, ['introspection.pending'])
    })
  })
}
