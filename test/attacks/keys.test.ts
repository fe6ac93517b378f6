import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { findAuth, type KeyEvent } from '../../src/index.ts'
import {
  createMisbehavingIssuer,
  drip,
  hang,
  hangInBody,
  json,
  jwksPath,
  type MisbehavingIssuer,
  metadataPath,
  reset,
  status,
  text,
} from '../jwt/misbehaving-issuer.ts'
import { createSigner, type Signer } from '../jwt/signer.ts'
import { bearer, documentOf, guarded } from '../support/guarded.ts'
import { get } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const audience = 'https://api.example'
const first = createSigner('ES256', 'first')
const second = createSigner('ES256', 'second')
const document = documentOf({ '/orders': { get: { security: [{ auth0: [] }] } }, '/menu': { get: { security: [] } } })

/** A token as the issuer would sign it. */
function tokenOf({ issuer }: MisbehavingIssuer, signer: Signer, header: Record<string, unknown> = {}): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: issuer, aud: audience, sub: 'ann', iat: now, exp: now + 600, jti: `${Math.random()}` }
  return signer.token(claims, header)
}

/** So many megabytes of blanks in front of a set, compressed beforehand. */
function bombOf(megabytes: number): Buffer {
  return gzipSync(`${' '.repeat(megabytes * 1024 * 1024)}{"keys":[]}`)
}

type Answer = Parameters<MisbehavingIssuer['answer']>[1]

/** What an issuer may do, and the class of the fault that health tells. */
const misdeeds: readonly (readonly [id: string, what: string, answer: Answer, fault: string])[] = [
  ['F-20', 'resets', reset, 'network'],
  ['F-05', 'hangs before the headers', hang, 'timeout'],
  ['F-06', 'hangs in the body', hangInBody, 'timeout'],
  ['F-06', 'drips', drip(20), 'timeout'],
  ['F-07', 'answers 500', status(500), 'status'],
  ['F-07', 'answers 429', status(429), 'status'],
  ['F-24', 'answers HTML', text('<html>', 'text/html'), 'content'],
  ['F-13', 'answers an empty set', json({ keys: [] }), 'content'],
  ['F-24', 'answers half a set', text('{"keys":[{"kty":"EC","crv"', 'application/json'), 'content'],
  ['F-08', 'redirects', status(302, { location: '/elsewhere' }), 'redirect'],
  ['F-09', 'answers a bomb', text(bombOf(20), 'application/json', { 'content-encoding': 'gzip' }), 'size'],
]

for (const { name, express } of versions) {
  // Each waits for its own issuer most of the time, so they wait together.
  describe(`an issuer that misbehaves, on ${name}`, { concurrency: 16 }, () => {
    const open = async (issuer: MisbehavingIssuer, timeoutMs = 30_000) => {
      const schemes = { auth0: { issuer: issuer.issuer, audience } }
      const app = await guarded(express, {
        document,
        options: { schemes, keys: { timeoutMs } },
        routes(router) {
          for (const path of ['/orders', '/menu']) {
            router.get(path, (req, res) => void res.json({ sub: findAuth(req)?.claims.sub }))
          }
        },
      })
      const events: KeyEvent[] = []
      app.gate.on('keys', (event) => void events.push(event))
      const call = async (token: string) => (await get(`${app.url}/orders`, { headers: bearer(token) })).status
      return Object.assign(app, { call, events })
    }

    for (const [id, what, answer, fault] of misdeeds) {
      it(`${id} it ${what}: known keys serve, others get 503, nobody causes a fetch; then it recovers`, async () => {
        await using issuer = await createMisbehavingIssuer(first.jwk)
        await using app = await open(issuer, fault === 'timeout' ? 300 : undefined)
        await app.gate.ready()
        assert.equal(await app.call(tokenOf(issuer, first)), 200)
        issuer.answer(jwksPath, answer)
        await app.gate.reload()
        const health = app.gate.health().issuers[0]
        assert.deepEqual([health?.lastError, health?.keys], [fault, 1])
        const failed = () => app.events.filter(({ kind }) => kind === 'failed').length
        const [before, failedBefore] = [issuer.requests.length, failed()]
        for (let round = 0; round < 5; round++) {
          assert.equal(await app.call(tokenOf(issuer, first)), 200)
          assert.equal(await app.call(tokenOf(issuer, second, { kid: `made up ${round}` })), 503)
          assert.equal(await app.call(tokenOf(issuer, second, { kid: 'first' })), 401)
        }
        // Only the source's own next tries may have come meanwhile: metadata and keys, and one that is under way.
        const most = 2 * (failed() - failedBefore) + 2
        assert.ok(issuer.requests.length - before <= most, `${issuer.requests.length - before} of ${most}`)
        issuer.answer(jwksPath, undefined)
        issuer.publish(first.jwk, second.jwk)
        const recovered = performance.now()
        while ((await app.call(tokenOf(issuer, second))) !== 200) {
          assert.ok(performance.now() - recovered < 30_000, 'within 30 s')
          await sleep(20)
        }
        assert.equal(app.events.at(-1)?.kind, 'rotated')
      })
    }

    it('F-01 F-04 the start does not wait for it; 503 with Retry-After and without a word of it, until it is there', async () => {
      await using issuer = await createMisbehavingIssuer(first.jwk)
      await issuer.stop()
      await using app = await open(issuer)
      const answer = await get(`${app.url}/orders`, { headers: bearer(tokenOf(issuer, first)) })
      assert.equal(answer.status, 503)
      assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/)
      assert.equal(answer.headers.get('www-authenticate'), null)
      assert.equal(JSON.parse(answer.text).error, 'temporarily_unavailable')
      assert.ok(!answer.text.includes('127.0.0.1'))
      assert.equal((await get(`${app.url}/menu`)).status, 200)
      assert.equal((await get(`${app.url}/orders`)).status, 401)
      assert.deepEqual([app.gate.health().status, app.gate.health().issuers[0]?.state], ['down', 'failed'])
      await issuer.start()
      await app.gate.ready()
      assert.equal(await app.call(tokenOf(issuer, first)), 200)
      assert.equal(app.gate.health().status, 'ok')
    })

    it('F-22 J-01 metadata of another name is not used, and keys that are held stay', async () => {
      await using issuer = await createMisbehavingIssuer(first.jwk)
      await using app = await open(issuer)
      await app.gate.ready()
      issuer.answer(metadataPath, json({ issuer: 'https://evil.example/', jwks_uri: issuer.jwksUri }))
      await app.gate.reload()
      assert.equal(app.gate.health().issuers[0]?.lastError, 'issuer-mismatch')
      assert.equal(await app.call(tokenOf(issuer, first)), 200)
    })

    it('F-10 F-11 F-12 it rotates: new keys are taken up at once, old ones go with reload', async () => {
      await using issuer = await createMisbehavingIssuer(first.jwk)
      await using app = await open(issuer)
      const old = tokenOf(issuer, first)
      assert.equal(await app.call(old), 200)
      issuer.publish(second.jwk)
      assert.equal(await app.call(tokenOf(issuer, second)), 200)
      assert.equal(await app.call(old), 401)
      issuer.publish(first.jwk)
      await app.gate.reload()
      assert.deepEqual([await app.call(old), await app.call(tokenOf(issuer, second))], [200, 401])
    })

    it('F-37 it flaps: known keys serve throughout, and health follows', async () => {
      await using issuer = await createMisbehavingIssuer(first.jwk)
      await using app = await open(issuer)
      await app.gate.ready()
      for (let round = 0; round < 6; round++) {
        if (round % 2 === 0) await issuer.stop()
        else await issuer.start()
        await app.gate.reload()
        for (let call = 0; call < 5; call++) assert.equal(await app.call(tokenOf(issuer, first)), 200)
        assert.equal(app.gate.health().issuers[0]?.lastError, round % 2 === 0 ? 'network' : undefined)
      }
    })
  })
}

describe('several issuers', () => {
  it('C-12 Q-11 one that is down costs the tokens of the other nothing, and is told apart in health', async () => {
    await using alive = await createMisbehavingIssuer(first.jwk)
    await using dead = await createMisbehavingIssuer(second.jwk)
    await dead.stop()
    const issuers = [alive, dead].map(({ issuer }) => ({ issuer, audience }))
    const { express } = versions[0] ?? assert.fail('no Express')
    await using app = await guarded(express, {
      document,
      options: { schemes: { auth0: { issuers } }, keys: { timeoutMs: 300 } },
      routes: (router) => void router.get('/orders', (_req, res) => void res.json({})),
    })
    const call = async (token: string) => (await get(`${app.url}/orders`, { headers: bearer(token) })).status
    assert.deepEqual([await call(tokenOf(alive, first)), await call(tokenOf(dead, second))], [200, 503])
    assert.equal(await call(tokenOf(alive, second, { kid: 'first' })), 401)
    const { issuers: told, status: overall } = app.gate.health()
    assert.deepEqual([overall, ...told.map(({ state }) => state)], ['degraded', 'fresh', 'failed'])
  })
})
