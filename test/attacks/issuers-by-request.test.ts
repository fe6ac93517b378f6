import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findAuth, type GateOptions } from '../../src/index.ts'
import { createMisbehavingIssuer, type MisbehavingIssuer } from '../jwt/misbehaving-issuer.ts'
import { createSigner, type Signer } from '../jwt/signer.ts'
import { documentOf, guarded } from '../support/guarded.ts'
import { rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'

const audience = 'https://api.example'
const document = documentOf({ '/orders': { get: { security: [{ auth0: [] }] } } })
const [north, south] = [createSigner('ES256', 'north'), createSigner('ES256', 'south')]

function tokenOf({ issuer }: MisbehavingIssuer, signer: Signer, claims: object = {}): string {
  const now = Math.floor(Date.now() / 1000)
  return signer.token({ iss: issuer, aud: audience, sub: 'ann', iat: now, exp: now + 600, ...claims })
}

type Issuers = NonNullable<Extract<NonNullable<GateOptions['schemes']>[string], { issuers?: unknown }>['issuers']>

for (const { name, express } of versions) {
  describe(`issuers that the request decides on, on ${name}`, () => {
    const open = (issuers: Issuers, before: Parameters<typeof guarded>[1]['before'] = () => {}) =>
      guarded(express, {
        document,
        options: { schemes: { auth0: { issuers, audience } }, keys: { timeoutMs: 1000 } },
        before,
        routes: (router) => void router.get('/orders', (req, res) => void res.json({ sub: findAuth(req)?.claims.sub })),
      })
    type App = Awaited<ReturnType<typeof open>>
    const call = async (app: App, host: string, token: string, ...headers: string[]) =>
      (await rawRequest(app.port, 'GET', '/orders', [`Authorization: Bearer ${token}`, ...headers], host)).status

    it('J-28 a token counts where the request names its issuer, and nowhere else', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      await using two = await createMisbehavingIssuer(south.jwk)
      const tenants = new Map([
        ['north.example', one.issuer],
        ['south.example', two.issuer],
      ])
      await using app = await open(({ hostname }) => tenants.get(hostname ?? '') ?? [])
      const [ofOne, ofTwo] = [tokenOf(one, north), tokenOf(two, south)]
      assert.deepEqual(
        [await call(app, 'north.example', ofOne), await call(app, 'South.example:8443', ofTwo)],
        [200, 200],
      )
      assert.deepEqual([await call(app, 'south.example', ofOne), await call(app, 'north.example', ofTwo)], [401, 401])
      assert.equal(await call(app, 'elsewhere.example', ofOne), 401)
      assert.deepEqual(
        app.gate
          .health()
          .issuers.map(({ issuer }) => issuer)
          .sort(),
        [one.issuer, two.issuer].sort(),
      )
    })

    it('J-28 an issuer that only a token names is asked for nothing', async () => {
      await using trusted = await createMisbehavingIssuer(north.jwk)
      await using evil = await createMisbehavingIssuer(south.jwk)
      await using app = await open(() => [trusted.issuer])
      assert.equal(await call(app, 'a.example', tokenOf(evil, south)), 401)
      assert.equal(evil.requests.length, 0)
      assert.equal(app.gate.health().issuers.length, 0)
    })

    it('J-28 X-Forwarded-Host counts as far as the proxy is trusted', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      const seen: (string | undefined)[] = []
      const issuers: Issuers = ({ hostname }) => {
        seen.push(hostname)
        return hostname === 'north.example' ? one.issuer : []
      }
      const token = tokenOf(one, north)
      const forwarded = 'X-Forwarded-Host: north.example, proxy.example'
      await using plain = await open(issuers)
      assert.equal(await call(plain, 'a.example', token, forwarded), 401)
      await using behind = await open(issuers, (app) => void app.set('trust proxy', 'loopback'))
      assert.equal(await call(behind, 'a.example', token, forwarded), 200)
      assert.deepEqual(seen, ['a.example', 'north.example'])
    })

    for (const host of [
      'evil.example/path',
      'user@a.example',
      'a.example:port',
      '-a.example',
      'a b',
      `${'a'.repeat(300)}`,
    ]) {
      it(`J-28 ${host.slice(0, 20)} is no host`, async () => {
        await using one = await createMisbehavingIssuer(north.jwk)
        const seen: (string | undefined)[] = []
        await using app = await open(({ hostname }) => {
          seen.push(hostname)
          return []
        })
        const decision = await app.gate.decide({
          method: 'GET',
          target: '/orders',
          headers: { host, authorization: `Bearer ${tokenOf(one, north)}` },
        })
        assert.equal(decision.allowed, false)
        assert.deepEqual(seen, [undefined])
      })
    }

    const failures: readonly (readonly [what: string, issuers: Issuers])[] = [
      ['throws', () => assert.fail('no tenants')],
      ['rejects', () => Promise.reject(new Error('no tenants'))],
      ['names what is no issuer', () => ['tenant.auth0.com']],
      ['names an address that is not https', () => 'http://issuer.example/'],
      ['gives nothing', () => Object(undefined)],
      ['gives a number among names', () => Object(['https://issuer.example/', 5])],
    ]
    for (const [what, issuers] of failures) {
      it(`F-39 a function that ${what}: 503, and nobody is let in`, async () => {
        await using one = await createMisbehavingIssuer(north.jwk)
        await using app = await open(issuers)
        assert.equal(await call(app, 'a.example', tokenOf(one, north)), 503)
        assert.equal(await call(app, 'a.example', 'rubbish'), 401)
      })
    }

    it('Q-13 a token that is remembered is asked for its issuer each time', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      let named: readonly string[] = [one.issuer]
      await using app = await open(async () => named)
      const token = tokenOf(one, north)
      assert.equal(await call(app, 'a.example', token), 200)
      named = []
      assert.equal(await call(app, 'a.example', token), 401)
      named = [one.issuer]
      assert.equal(await call(app, 'a.example', token), 200)
      assert.equal(app.gate.health().counters.signaturesChecked, 1)
    })

    it('Q-15 its tokens can be revoked, by the name of the issuer', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      await using app = await open(() => one.issuer)
      await assert.rejects(app.gate.revoke({ sub: 'ann' }), /exact name/)
      const token = tokenOf(one, north)
      assert.equal(await call(app, 'a.example', token), 200)
      await app.gate.revoke({ sub: 'ann', issuer: one.issuer })
      assert.equal(await call(app, 'a.example', token), 401)
    })

    it('F-41 a reload that is refused takes no keys away', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      await using app = await open(() => one.issuer)
      const token = tokenOf(one, north)
      assert.equal(await call(app, 'a.example', token), 200)
      await assert.rejects(app.gate.reload(documentOf({ '/orders': { get: { security: [] } } })))
      assert.equal(await call(app, 'a.example', token), 200)
      await app.gate.reload()
      assert.equal(await call(app, 'a.example', token), 200)
    })
  })
}
