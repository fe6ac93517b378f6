import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import { createKeySource } from '../../../src/jwt/keys/create-key-source.ts'
import { compact, createSigner, hmac } from '../signer.ts'
import { askerOf, goodClaims, trust } from '../verifying.ts'
import { jwkOf, told } from './told.ts'

const rsa = createSigner('RS256')
const ec = createSigner('ES256')
const ed = createSigner('EdDSA')

describe('secrets', () => {
  const secret = randomBytes(64)
  const octet = { kty: 'oct', kid: 'shared', alg: 'HS256', k: secret.toString('base64url') }
  const token = (alg: string, key: Uint8Array, kid = 'shared') =>
    compact(JSON.stringify({ alg, kid }), JSON.stringify(goodClaims()), hmac(alg, key))
  const asker = (bytes: Uint8Array, algorithms: readonly string[]) =>
    askerOf([trust([], { algorithms, keys: { kind: 'secret', secret: bytes } })])

  it('K-11 an oct key in a set is of no use, even where HS256 is allowed', async () => {
    for (const algorithms of [['RS256'], ['RS256', 'HS256'], ['HS256']]) {
      const ask = askerOf([trust([octet, rsa.jwk], { algorithms })])
      assert.equal(await ask(token('HS256', secret)), algorithms.includes('HS256') ? 'key.unusable' : 'token.algorithm')
    }
    assert.equal(await told(rsa, [octet, rsa.jwk]), 'verified')
  })

  it('a secret verifies the algorithms listed, whatever the kid', async () => {
    const ask = asker(secret, ['HS256', 'HS384', 'HS512'])
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      assert.equal(await ask(token(alg, secret)), 'verified')
      assert.equal(await ask(token(alg, secret, 'other')), 'verified')
      assert.equal(await ask(token(alg, randomBytes(64))), 'token.signature')
    }
    assert.equal(await asker(secret, ['HS256'])(token('HS512', secret)), 'token.algorithm')
  })

  it('K-07 K-31 a secret shorter than the hash verifies nothing', async () => {
    assert.equal(await asker(secret.subarray(0, 31), ['HS256'])(token('HS256', secret.subarray(0, 31))), 'key.unknown')
    assert.equal(await asker(secret.subarray(0, 32), ['HS256'])(token('HS256', secret.subarray(0, 32))), 'verified')
    assert.equal(await asker(secret.subarray(0, 32), ['HS512'])(token('HS512', secret.subarray(0, 32))), 'key.unknown')
    assert.equal(await asker(new Uint8Array(), ['HS256'])(token('HS256', new Uint8Array())), 'key.unknown')
  })

  it('a secret never verifies an asymmetric algorithm', async () => {
    const ask = asker(secret, ['HS256', 'RS256'])
    assert.equal(await ask(rsa.token(goodClaims())), 'key.unknown')
  })

  it('the caller’s bytes and keys are read once', async () => {
    const bytes = Uint8Array.from(secret)
    const keys = [{ ...rsa.jwk }]
    const [askSecret, askKeys] = [asker(bytes, ['HS256']), askerOf([trust(keys)])]
    bytes.fill(0)
    keys[0] = { ...createSigner('RS256', rsa.kid).jwk }
    assert.equal(await askSecret(token('HS256', secret)), 'verified')
    assert.equal(await askKeys(rsa.token(goodClaims())), 'verified')
  })
})

describe('a fixed set that stops the start', () => {
  const privateJwk = rsa.privateKey.export({ format: 'jwk' })
  const rows: readonly (readonly [id: string, what: string, keys: readonly object[], message: RegExp])[] = [
    ['K-30', 'a private RSA key', [{ ...privateJwk, kid: 'a' }], /private-keys/],
    ['K-30', 'a private EC key beside a good one', [rsa.jwk, ec.privateKey.export({ format: 'jwk' })], /private-keys/],
    ['K-30', 'a private Ed25519 key', [ed.privateKey.export({ format: 'jwk' })], /private-keys/],
    ['K-30', 'a lone prime', [{ ...rsa.jwk, p: privateJwk.p }], /private-keys/],
    ['J-12', '101 keys', Array.from({ length: 101 }, () => ec.jwk), /size/],
  ]
  for (const [id, what, keys, message] of rows) {
    it(`${id} ${what}`, () => assert.throws(() => createKeySource(trust(keys)), message))
  }

  it('100 keys do not', () => {
    createKeySource(trust(Array.from({ length: 100 }, () => ec.jwk)))
  })

  it('is ready when its keys are imported, and says so', async () => {
    const [good, useless] = [createKeySource(trust([ec.jwk])), createKeySource(trust([jwkOf(ec, { use: 'enc' })]))]
    assert.equal(good.health().state, 'loading')
    assert.deepEqual(good.find({ alg: 'ES256', kid: ec.kid }, false), { kind: 'unavailable', retryAfter: 1 })
    await Promise.all([good.ready(), useless.ready()])
    assert.equal(good.health().state, 'fresh')
    assert.equal(useless.health().state, 'failed')
    const found = good.find({ alg: 'ES256', kid: ec.kid }, false)
    assert.ok(!(found instanceof Promise) && found.kind === 'key')
  })
})
