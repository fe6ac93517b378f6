import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findAuth, type GateOptions } from '../../src/index.ts'
import { createMisbehavingIssuer, type MisbehavingIssuer } from '../jwt/misbehaving-issuer.ts'
import { createSigner, type Signer } from '../jwt/signer.ts'
import { documentOf, type GuardedParts, guarded } from '../support/guarded.ts'
import { rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'

const audience = 'https://api.example'
const document = documentOf({ '/orders': { get: { security: [{ auth0: [] }] } } })
const [north, south] = [createSigner('ES256', 'north'), createSigner('ES256', 'south')]

function tokenOf({ issuer }: MisbehavingIssuer, signer: Signer, claims: object = {}): string {
  const now = Math.floor(Date.now() / 1000)
  return signer.token({ iss: issuer, aud: audience, sub: 'ann', iat: now, exp: now + 600, ...claims })
}

type Scheme = NonNullable<GateOptions['schemes']>[string]
type Choose = NonNullable<Extract<Scheme, { issuersFor?: unknown }>['issuersFor']>

for (const { name, express } of versions) {
  describe(`issuers that a function chooses, on ${name}`, () => {
    const open = (
      listed: readonly MisbehavingIssuer[],
      issuersFor: Choose,
      { before = () => {}, ...options }: GateOptions & Pick<GuardedParts, 'before'> = {},
    ) =>
      guarded(express, {
        document,
        before,
        options: {
          schemes: { auth0: { issuers: listed.map(({ issuer }) => ({ issuer })), issuersFor, audience } },
          ...options,
        },
        routes: (router) => void router.get('/orders', (req, res) => void res.json({ sub: findAuth(req)?.claims.sub })),
      })
    type App = Awaited<ReturnType<typeof open>>
    const ask = (app: App, host: string, token: string, ...headers: string[]) =>
      rawRequest(app.port, 'GET', '/orders', [`Authorization: Bearer ${token}`, ...headers], host)
    const call = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status

    it('J-28 a token counts where the request names its issuer, and nowhere else', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      await using two = await createMisbehavingIssuer(south.jwk)
      const tenants = new Map([
        ['north.example', one.issuer],
        ['south.example', two.issuer],
      ])
      await using app = await open([one, two], async ({ hostname }) => tenants.get(hostname ?? '') ?? [])
      const [ofOne, ofTwo] = [tokenOf(one, north), tokenOf(two, south)]
      for (let round = 0; round < 2; round++) {
        assert.equal(await call(app, 'north.example', ofOne), 200)
        assert.equal(await call(app, 'South.example:8443', ofTwo), 200)
        for (const [host, token] of [
          ['south.example', ofOne],
          ['north.example', ofTwo],
          ['elsewhere.example', ofOne],
          ['', ofOne],
        ] as const) {
          assert.equal(await call(app, host, token), 401, host)
        }
      }
    })

    it('J-28 an issuer that is not listed is asked for nothing, whoever names it', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      await using evil = await createMisbehavingIssuer(south.jwk)
      await using app = await open([one], () => [evil.issuer, one.issuer])
      assert.deepEqual(
        [await call(app, 'a.example', tokenOf(evil, south)), await call(app, 'a.example', tokenOf(one, north))],
        [401, 200],
      )
      assert.equal(evil.requests.length, 0)
    })

    it('J-28 X-Forwarded-Host counts as far as the proxy is trusted', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      const seen: (string | undefined)[] = []
      const issuersFor: Choose = ({ hostname }) => {
        seen.push(hostname)
        return hostname === 'north.example' ? one.issuer : []
      }
      const forwarded = 'X-Forwarded-Host: north.example, proxy.example'
      const token = tokenOf(one, north)
      await using plain = await open([one], issuersFor)
      assert.equal(await call(plain, 'a.example', token, forwarded), 401)
      for (const trust of ['loopback', true, 1, () => 1]) {
        await using behind = await open([one], issuersFor, { before: (app) => void app.set('trust proxy', trust) })
        assert.equal(await call(behind, 'a.example', token, forwarded), 200)
      }
      assert.deepEqual([...new Set(seen)], ['a.example', 'north.example'])
    })

    const failures: readonly (readonly [what: string, choose: Choose])[] = [
      ['throws', () => assert.fail('no tenants')],
      ['rejects', () => Promise.reject(new Error('no tenants'))],
      ['gives nothing', () => Object(undefined)],
      ['gives a number among names', () => Object(['https://issuer.example/', 5])],
      ['gives promises that reject', () => Object([Promise.reject(new Error('no tenants'))])],
      ['gives a list that throws', () => new Proxy<string[]>([], { get: () => assert.fail('trap') })],
      ['gives a promise of another kind that throws', () => Object.fromEntries([['then', () => assert.fail('then')]])],
    ]
    for (const [what, choose] of failures) {
      it(`F-39 one that ${what}: 503, nobody is let in, and the process lives`, async () => {
        await using one = await createMisbehavingIssuer(north.jwk)
        await using app = await open([one], choose)
        assert.equal(await call(app, 'a.example', tokenOf(one, north)), 503)
        assert.equal(await call(app, 'a.example', 'rubbish'), 401)
      })
    }

    it('J-28 a path says which customer is meant in one way only', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      await using app = await guarded(express, {
        document: documentOf({ '/t/{tenant}/orders': { get: { security: [{ auth0: [] }] } } }),
        options: {
          schemes: {
            auth0: {
              issuers: [{ issuer: one.issuer }],
              issuersFor: ({ params }) => (params.tenant === 'north' ? one.issuer : []),
              audience,
            },
          },
        },
        routes: (router) => void router.get('/t/:tenant/orders', (_req, res) => void res.json({})),
      })
      const headers = [`Authorization: Bearer ${tokenOf(one, north)}`]
      const statuses = []
      for (const target of ['/t/north/orders', '/t/n%6frth/orders', '/t/south/orders', 'http://north/t/south/orders']) {
        statuses.push((await rawRequest(app.port, 'GET', target, headers)).status)
      }
      assert.deepEqual(statuses, [200, 200, 401, 401])
    })

    it('J-28 no header takes the host away that the application reads', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      const seen: (string | undefined)[] = []
      const issuersFor: Choose = ({ hostname }) => {
        seen.push(hostname)
        return []
      }
      await using app = await open([one], issuersFor, { before: (server) => void server.set('trust proxy', true) })
      const token = tokenOf(one, north)
      for (const proto of ['https:', 'a/b', ',https', 'x://y']) {
        await call(app, 'a.example', token, 'X-Forwarded-Host: south.example', `X-Forwarded-Proto: ${proto}`)
      }
      await call(app, 'a.example', token, 'X-Forwarded-Host: ')
      assert.deepEqual(seen, ['south.example', 'south.example', 'south.example', 'south.example', 'a.example'])
    })

    it('J-27 is not asked for a token that is bad in itself, or of an issuer that is not listed', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      let asked = 0
      await using app = await open([one], () => {
        asked += 1
        return one.issuer
      })
      const now = Math.floor(Date.now() / 1000)
      for (const claims of [{ aud: 'x' }, { exp: now - 60 }, { nbf: now + 60 }, { iss: 'https://evil.example/' }]) {
        assert.equal(await call(app, 'a.example', tokenOf(one, north, claims)), 401)
      }
      assert.equal(asked, 0)
    })

    it('Q-13 is asked for a token that is remembered, each time', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      let named: readonly string[] = [one.issuer]
      await using app = await open([one], async () => named)
      const token = tokenOf(one, north)
      assert.equal(await call(app, 'a.example', token), 200)
      named = []
      assert.equal(await call(app, 'a.example', token), 401)
      named = [one.issuer]
      assert.equal(await call(app, 'a.example', token), 200)
      assert.equal(app.gate.health().counters.signaturesChecked, 1)
    })

    it('N-02 report mode waits for it, and knows the caller', async () => {
      await using one = await createMisbehavingIssuer(north.jwk)
      await using app = await open([one], async () => one.issuer, { mode: 'report' })
      await app.gate.ready()
      const answer = await ask(app, 'a.example', tokenOf(one, north))
      assert.ok(answer.text.endsWith('{"sub":"ann"}'), answer.text)
    })
  })
}
