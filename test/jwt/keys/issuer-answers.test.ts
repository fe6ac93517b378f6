import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createKeySource } from '../../../src/jwt/keys/create-key-source.ts'
import type { KeyLimits } from '../../../src/jwt/keys/limits.ts'
import type { KeyLookup, KeySource } from '../../../src/jwt/types.ts'
import {
  bomb,
  createMisbehavingIssuer,
  drip,
  endless,
  hang,
  hangInBody,
  json,
  jwksPath,
  type MisbehavingIssuer,
  reset,
  status,
  text,
  truncated,
} from '../misbehaving-issuer.ts'
import { createSelfSignedCertificate } from '../self-signed-certificate.ts'
import { createSigner } from '../signer.ts'
import { trust } from '../verifying.ts'

const signer = createSigner('ES256')
const known = { alg: 'ES256', kid: signer.kid }
const unknown = { alg: 'ES256', kid: 'unknown' }
/** Milliseconds, for answers that never end. */
const shortDeadline = 300
let issuer: MisbehavingIssuer
let source: KeySource | undefined

before(async () => {
  issuer = await createMisbehavingIssuer(signer.jwk)
})
after(() => issuer.close())
afterEach(async () => {
  source?.close()
  await issuer.start()
  issuer.answer(jwksPath, undefined)
})

function open(url: string = issuer.jwksUri, limits: Partial<KeyLimits> = {}): KeySource {
  source = createKeySource(trust([], { keys: { kind: 'jwksUri', url } }), limits)
  return source
}

const kindOf = async (lookup: KeyLookup | Promise<KeyLookup>) => (await lookup).kind

let sent = 0
const count = (bytes: number) => {
  sent = bytes
}
const spaces = (bytes: number) => ' '.repeat(bytes)
const goodSet = JSON.stringify({ keys: [signer.jwk] })
const manyKeys = (count: number) => ({
  keys: Array.from({ length: count }, (_, index) => ({ kty: 'EC', kid: `k${index}` })),
})

type Row = readonly [id: string, what: string, answer: RequestListener, fault: string]

const rows: readonly Row[] = [
  ...[301, 302, 303, 307, 308].map(
    (code): Row => ['J-04', `${code}`, status(code, { location: '/elsewhere.json' }), 'redirect'],
  ),
  ['J-06', 'HTML', text('<html>It works!</html>', 'text/html'), 'content'],
  ['J-06', 'plain text', text('ok', 'text/plain'), 'content'],
  ['J-06', 'nothing', text('', 'application/json'), 'content'],
  ['J-07', 'half a body', truncated('{"keys":['), 'network'],
  ['F-24', 'half a set, and no more announced', text(goodSet.slice(0, 40), 'application/json'), 'content'],
  ['J-08', 'null', json(null), 'content'],
  ['J-08', 'a list', json([signer.jwk]), 'content'],
  ['J-08', 'keys as an object', json({ keys: {} }), 'content'],
  ['J-08', 'keys as a string', json({ keys: 'RSA' }), 'content'],
  ['J-08', 'no keys', json({}), 'content'],
  ['J-08', 'keys null', json({ keys: null }), 'content'],
  ['J-08', 'keys twice', text(`{"keys":[],"keys":${JSON.stringify([signer.jwk])}}`, 'application/json'), 'content'],
  ['J-09', 'an empty set', json({ keys: [] }), 'content'],
  ['F-14', 'no member that is a key', json({ keys: [null, 5, {}] }), 'content'],
  ['J-12', '101 keys', json(manyKeys(101)), 'size'],
  ['J-12', '10,000 keys', json(manyKeys(10_000)), 'size'],
  [
    'J-13',
    'a byte more than 512 KiB',
    text(goodSet + spaces(512 * 1024 - goodSet.length + 1), 'application/json'),
    'size',
  ],
  ['J-13', 'a body without end', endless(count), 'size'],
  ['F-09', 'a bomb', bomb(count), 'size'],
  [
    'F-09',
    'a small bomb',
    text(gzipSync(goodSet + spaces(10_000_000)), 'application/json', { 'content-encoding': 'gzip' }),
    'size',
  ],
  ['J-15', 'a drip', drip(20), 'timeout'],
  ['J-15', 'headers, then half a body, then nothing', hangInBody, 'timeout'],
  ['J-16', 'nothing, with the connection open', hang, 'timeout'],
  ['J-21', 'headers of 64 KiB', json({ keys: [signer.jwk] }, { 'x-long': spaces(0).padEnd(65_536, 'x') }), 'network'],
  ['K-30', 'a private key', json({ keys: [signer.privateKey.export({ format: 'jwk' })] }), 'private-keys'],
  [
    'K-30',
    'a good key and a private one',
    json({ keys: [signer.jwk, { kty: 'OKP', crv: 'Ed25519', d: 'x' }] }),
    'private-keys',
  ],
  ...[204, 400, 404, 429, 500, 502, 503].map((code): Row => ['F-07', `${code}`, status(code), 'status']),
  ['F-20', 'a reset', reset, 'network'],
]

describe('an answer that is no key set', () => {
  for (const [id, what, answer, fault] of rows) {
    const limits = fault === 'timeout' ? { deadlineMs: shortDeadline } : {}
    it(`${id} ${what}: ${fault}; without keys nothing is known`, async () => {
      issuer.answer(jwksPath, answer)
      const keys = open(issuer.jwksUri, limits)
      assert.equal(await kindOf(keys.find(known, true)), 'unavailable')
      assert.equal(keys.health().state, 'failed')
      assert.equal(keys.health().lastError, fault)
    })

    it(`${id} ${what}: ${fault}; the keys that were there stay`, async () => {
      const keys = open(issuer.jwksUri, limits)
      await keys.ready()
      issuer.answer(jwksPath, answer)
      assert.equal(await kindOf(keys.find(unknown, true)), 'unavailable')
      assert.equal(await kindOf(keys.find(known, true)), 'key')
      assert.equal(keys.health().state, 'fresh')
      assert.equal(keys.health().lastError, fault)
    })
  }

  it('J-13 F-09 not much more is taken than is allowed', async () => {
    for (const answer of [endless(count), bomb(count)]) {
      sent = 0
      issuer.answer(jwksPath, answer)
      await open().find(known, true)
      source?.close()
      // What the sender has buffered counts as sent: socket buffers, and for the bomb what gzip has swallowed.
      assert.ok(sent < 16 * 1024 * 1024, `${sent} bytes`)
    }
  })

  it('J-15 J-16 the deadline is one, over headers and body', async () => {
    for (const answer of [hang, hangInBody, drip(20)]) {
      issuer.answer(jwksPath, answer)
      const start = performance.now()
      await open(issuer.jwksUri, { deadlineMs: shortDeadline }).find(known, true)
      source?.close()
      const took = performance.now() - start
      assert.ok(took >= shortDeadline - 50 && took < 5 * shortDeadline, `${took} ms`)
    }
  })

  it('J-04 the address that a redirect names is never asked', () => {
    assert.equal(issuer.countOf('/elsewhere.json'), 0)
  })
})

describe('an answer that is a key set all the same', () => {
  const good: readonly (readonly [id: string, what: string, answer: RequestListener])[] = [
    ['J-06', 'another content type', text(goodSet, 'text/plain')],
    ['J-06', 'a byte order mark', text(`\ufeff${goodSet}`, 'application/json')],
    [
      'J-11',
      'members unheard of',
      json({
        version: 2,
        keys: [
          { kty: 'PQ', kid: 'p' },
          { ...signer.jwk, extra: [{}] },
        ],
      }),
    ],
    [
      'F-14',
      'members that are no keys',
      json({ keys: [null, 'x', { kty: 'RSA', kid: 'r', n: 'AQAB', e: 'AQAB' }, signer.jwk] }),
    ],
    ['J-12', '100 keys', json({ keys: [...manyKeys(99).keys, signer.jwk] })],
    ['J-13', '512 KiB', text(goodSet + spaces(512 * 1024 - goodSet.length), 'application/json')],
    ['F-09', 'compressed', text(gzipSync(goodSet), 'application/json', { 'content-encoding': 'gzip' })],
    ['J-20', 'no-store', json({ keys: [signer.jwk] }, { 'cache-control': 'no-store, max-age=0' })],
    ['J-20', 'a max-age of 30 years', json({ keys: [signer.jwk] }, { 'cache-control': 'max-age=1000000000' })],
  ]
  for (const [id, what, answer] of good) {
    it(`${id} ${what}`, async () => {
      issuer.answer(jwksPath, answer)
      const keys = open()
      assert.equal(await kindOf(keys.find(known, true)), 'key')
      assert.equal(keys.health().lastError, undefined)
    })
  }

  it('J-21 a cookie is not sent back, and nothing else that is about us', async () => {
    issuer.answer(jwksPath, json({ keys: [signer.jwk] }, { 'set-cookie': ['a=b; Path=/', 'c=d'] }))
    const keys = open()
    await keys.ready()
    await keys.find(unknown, true)
    const headers = issuer.requests.at(-1)?.headers ?? {}
    assert.equal(headers.cookie, undefined)
    assert.equal(headers.authorization, undefined)
    assert.equal(headers.accept, 'application/json')
  })

  it('K-20 a set of keys that are of no use tells so, and is asked for again', async () => {
    issuer.answer(jwksPath, json({ keys: [{ ...signer.jwk, use: 'enc' }] }))
    const keys = open()
    assert.deepEqual(await keys.find(known, true), { kind: 'refused', reason: 'key.unusable' })
    assert.equal(await kindOf(keys.find(unknown, true)), 'unavailable')
    assert.equal(keys.health().state, 'failed')
    assert.ok(keys.health().nextTrySeconds !== undefined)
  })
})

describe('no connection', () => {
  it('F-20 refused', async () => {
    await issuer.stop()
    const keys = open()
    assert.equal(await kindOf(keys.find(known, true)), 'unavailable')
    assert.equal(keys.health().lastError, 'network')
  })

  const day = 86_400_000
  const certificates: readonly (readonly [what: string, from: number, to: number])[] = [
    ['signed by itself', -day, day],
    ['expired', -2 * day, -day],
    ['not yet valid', day, 2 * day],
  ]
  for (const [what, from, to] of certificates) {
    it(`J-17 F-21 a certificate that is ${what}`, async () => {
      const moment = Date.now()
      const certificate = createSelfSignedCertificate(new Date(moment + from), new Date(moment + to))
      const server = createSecureServer(certificate, (_, response) => response.end(goodSet))
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
      const keys = open(`https://localhost:${(server.address() as AddressInfo).port}/jwks.json`)
      assert.equal(await kindOf(keys.find(known, true)), 'unavailable')
      assert.equal(keys.health().lastError, 'tls')
      server.close()
    })
  }

  it('J-17 plain http where https was named', async () => {
    const keys = open(issuer.jwksUri.replace('http:', 'https:'))
    assert.equal(await kindOf(keys.find(known, true)), 'unavailable')
    assert.equal(keys.health().lastError, 'tls')
  })

  for (const url of [
    'http://keys.example/jwks.json',
    'file:///etc/jwks.json',
    'data:application/json,{}',
    '/jwks.json',
    'https://u:p@127.0.0.1/',
    '',
  ]) {
    it(`J-02 J-22 ${url || 'no address'}: not asked`, async () => {
      const keys = open(url)
      assert.equal(await kindOf(keys.find(known, true)), 'unavailable')
      assert.equal(keys.health().lastError, 'insecure')
    })
  }
})
