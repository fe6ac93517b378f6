import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { describe, it } from 'node:test'
import { createKeySource } from '../../../src/jwt/keys/create-key-source.ts'
import { compact, createSigner, signerOf } from '../signer.ts'
import { askerOf, goodClaims, trust } from '../verifying.ts'
import { createRocaSigner } from './roca-signer.ts'
import { jwkOf, told } from './told.ts'

const rsa = createSigner('RS256')
const ec = createSigner('ES256')
const ed = createSigner('EdDSA')
type Row = readonly [id: string, what: string, jwk: object, expected: string]

describe('one key', () => {
  const rows: readonly Row[] = [
    ['K-09', 'without alg, for an allowed algorithm that fits', jwkOf(rsa, { alg: undefined }), 'verified'],
    ['K-09', 'with an alg of its family', jwkOf(rsa, { alg: 'PS256' }), 'key.unusable'],
    ['K-09', 'with an alg that is not a string', jwkOf(rsa, { alg: 256 }), 'key.unusable'],
    ['K-20', 'for encryption', jwkOf(rsa, { use: 'enc' }), 'key.unusable'],
    ['K-20', 'for something unheard of', jwkOf(rsa, { use: 'SIG' }), 'key.unusable'],
    ['K-20', 'use null', jwkOf(rsa, { use: null }), 'key.unusable'],
    ['K-20', 'key_ops encrypt', jwkOf(rsa, { key_ops: ['encrypt'] }), 'key.unusable'],
    ['K-20', 'key_ops sign', jwkOf(rsa, { key_ops: ['sign'] }), 'key.unusable'],
    ['K-20', 'key_ops empty', jwkOf(rsa, { key_ops: [] }), 'key.unusable'],
    ['K-20', 'key_ops as a string', jwkOf(rsa, { key_ops: 'verify' }), 'key.unusable'],
    ['K-20', 'key_ops verify', jwkOf(rsa, { use: 'sig', key_ops: ['verify'] }), 'verified'],
    ['K-20', 'key_ops verify among others', jwkOf(rsa, { key_ops: ['encrypt', 'verify'] }), 'verified'],
    [
      'J-11',
      'members unheard of',
      jwkOf(rsa, { ext: 'yes', 'x-vendor': {}, x5u: 'https://attacker.example' }),
      'verified',
    ],
    ['J-11', 'an unknown kty', jwkOf(rsa, { kty: 'PQ' }), 'key.unusable'],
    ['J-11', 'a kty that is not a string', jwkOf(rsa, { kty: ['RSA'] }), 'key.unusable'],
    ['K-25', 'a modulus with padding', jwkOf(rsa, { n: `${rsa.jwk.n}=` }), 'key.unusable'],
    ['K-25', 'no modulus', jwkOf(rsa, { n: undefined }), 'key.unusable'],
    ['K-25', 'a modulus that is not a string', jwkOf(rsa, { n: 5 }), 'key.unusable'],
    ['K-21', 'exponent 1', jwkOf(rsa, { e: 'AQ' }), 'key.unusable'],
    ['K-21', 'exponent 0', jwkOf(rsa, { e: 'AA' }), 'key.unusable'],
    ['K-21', 'exponent 2', jwkOf(rsa, { e: 'Ag' }), 'key.unusable'],
    ['K-21', 'an even exponent', jwkOf(rsa, { e: 'AQAA' }), 'key.unusable'],
    ['K-21', 'an even modulus', jwkOf(rsa, { n: even(String(rsa.jwk.n)) }), 'key.unusable'],
    [
      'K-21',
      'a modulus of 16,385 bits',
      jwkOf(rsa, { n: Buffer.alloc(2049, 1).toString('base64url') }),
      'key.unusable',
    ],
  ]
  for (const [id, what, jwk, expected] of rows) {
    it(`${id} ${what}: ${expected}`, async () => {
      assert.equal(await told(rsa, [jwk]), expected)
      // Whatever is wrong with it, the keys beside it verify.
      assert.equal(await told(ec, [jwk, ec.jwk]), 'verified')
    })
  }

  it('K-09 no key is used for an algorithm that is not allowed', async () => {
    assert.equal(await told(rsa, [jwkOf(rsa, { alg: undefined })], ['ES256']), 'token.algorithm')
  })
})

describe('RSA keys that prove nothing', () => {
  for (const bits of [1024, 2047]) {
    it(`K-21 ${bits} bits`, async () => {
      const pair = generateKeyPairSync('rsa', { modulusLength: bits })
      const weak = signerOf('RS256', 'weak', pair.publicKey, pair.privateKey)
      assert.equal(await told(weak, [weak.jwk]), 'key.unusable')
      // jose would refuse it too, but only when it is used.
      const source = createKeySource(trust([weak.jwk]))
      await source.ready()
      assert.equal(source.health().state, 'failed')
    })
  }

  it('K-21 3,072 bits and the exponent 3 do', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 3072, publicExponent: 3 })
    const sound = signerOf('RS256', 'sound', pair.publicKey, pair.privateKey)
    assert.equal(await told(sound, [sound.jwk]), 'verified')
  })

  it('K-23 a modulus of the ROCA generator', async () => {
    const broken = createRocaSigner()
    const input = Buffer.from('x')
    assert.ok(verify('sha256', input, broken.publicKey, broken.sign('x')), 'the key itself works')
    assert.equal(broken.publicKey.asymmetricKeyDetails?.modulusLength, 2048)
    assert.equal(await told(broken, [broken.jwk]), 'key.unusable')
  })
})

describe('points', () => {
  const [x = '', y = ''] = [String(ec.jwk.x), String(ec.jwk.y)]
  const zero = Buffer.alloc(32).toString('base64url')
  const rows: readonly Row[] = [
    ['K-25', 'off the curve', jwkOf(ec, { y: x }), 'key.unusable'],
    ['K-25', 'x and y exchanged', jwkOf(ec, { x: y, y: x }), 'key.unusable'],
    ['K-25', 'zero', jwkOf(ec, { x: zero, y: zero }), 'key.unusable'],
    ['K-25', 'one coordinate', jwkOf(ec, { y: undefined }), 'key.unusable'],
    ['K-25', 'coordinates cut', jwkOf(ec, { x: x.slice(0, 40) }), 'key.unusable'],
    ['K-25', 'coordinates empty', jwkOf(ec, { x: '', y: '' }), 'key.unusable'],
    ['K-26', 'another curve named', jwkOf(ec, { crv: 'P-384' }), 'key.unusable'],
    ['K-26', 'a curve unheard of', jwkOf(ec, { crv: 'secp256k1' }), 'key.unusable'],
    ['K-26', 'no curve named', jwkOf(ec, { crv: undefined }), 'key.unusable'],
  ]
  for (const [id, what, jwk, expected] of rows) {
    it(`${id} ${what}: ${expected}`, async () => {
      assert.equal(await told(ec, [jwk]), expected)
      assert.equal(await told(rsa, [jwk, rsa.jwk]), 'verified')
    })
  }

  for (const curve of ['P-384', 'P-521', 'secp256k1']) {
    it(`K-26 ES256 with a key of ${curve}`, async () => {
      const pair = generateKeyPairSync('ec', { namedCurve: curve })
      const wrong = signerOf('ES256', 'wrong', pair.publicKey, pair.privateKey)
      assert.equal(await told(wrong, [jwkOf(wrong, { alg: undefined })], ['ES256']), 'key.unusable')
      assert.equal(await told(wrong, [wrong.jwk], ['ES256']), 'key.unusable')
    })
  }

  const field = 2n ** 255n - 19n
  const order8 = BigInt('0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7')
  const order8Too = BigInt('0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826')
  const smallOrders = [0n, 1n, field - 1n, field, field + 1n, order8, order8Too]
  for (const y of smallOrders) {
    for (const sign of [0n, 1n]) {
      it(`K-25 an Ed25519 point of small order, ${(y % 65536n).toString(16)} with sign ${sign}`, async () => {
        const point = littleEndian(y | (sign << 255n))
        assert.equal(await told(ed, [jwkOf(ed, { x: point.toString('base64url') })]), 'key.unusable')
      })
    }
  }

  it('K-25 such a point would take a signature that nobody made', async () => {
    // R the identity, S zero: good for every message under a key that is the identity.
    const signature = Buffer.concat([Buffer.of(1), Buffer.alloc(63)])
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: littleEndian(1n).toString('base64url') },
      format: 'jwk',
    })
    assert.ok(verify(null, randomBytes(20), key, signature))
    const forged = compact(JSON.stringify({ alg: 'EdDSA' }), JSON.stringify(goodClaims()), () => signature)
    const ask = askerOf([trust([{ kty: 'OKP', crv: 'Ed25519', x: littleEndian(1n).toString('base64url') }])])
    assert.equal(await ask(forged), 'key.unknown')
  })

  it('K-25 an Ed25519 key of another length, or another curve', async () => {
    assert.equal(await told(ed, [jwkOf(ed, { x: Buffer.alloc(31, 7).toString('base64url') })]), 'key.unusable')
    assert.equal(await told(ed, [jwkOf(ed, { x: '' })]), 'key.unusable')
    assert.equal(await told(ed, [jwkOf(ed, { crv: 'Ed448' })]), 'key.unusable')
  })
})

function even(modulus: string): string {
  const bytes = Buffer.from(modulus, 'base64url')
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) & 0xfe, bytes.length - 1)
  return bytes.toString('base64url')
}

function littleEndian(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
}
