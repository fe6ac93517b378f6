import assert from 'node:assert/strict'
import { createSecretKey, type KeyObject } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compactVerify } from 'jose'
import { hmacKey, importPublicKey } from '../../src/jwt/keys/import-key.ts'
import type { VerificationKey } from '../../src/jwt/types.ts'
import { verifySignature } from '../../src/jwt/verify-signature.ts'
import { base64url, compact, createSigner, hmac, signerOf } from './signer.ts'

/** A key as we hold it and as jose takes it, and what signs with it. */
interface Pair {
  readonly alg: string
  readonly ours: VerificationKey
  readonly theirs: KeyObject
  readonly sign: (input: string) => Uint8Array
}

const rsa = createSigner('RS256', 'rsa')
const secret = Buffer.alloc(64, 'a secret of sixty-four bytes, ')

async function publicPair(alg: string): Promise<Pair> {
  const signer = /^[RP]S/.test(alg) ? signerOf(alg, 'rsa', rsa.publicKey, rsa.privateKey) : createSigner(alg)
  const ours = await importPublicKey(signer.jwk, alg, signer.kid)
  assert.ok(ours, alg)
  return { alg, ours, theirs: signer.publicKey, sign: signer.sign }
}

function secretPair(alg: string): Pair {
  return { alg, ours: hmacKey(secret, alg), theirs: createSecretKey(secret), sign: hmac(alg, secret) }
}

const publicAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']
const pairs = Promise.all([...publicAlgorithms.map(publicPair), ...['HS256', 'HS384', 'HS512'].map(secretPair)])

async function joseSays({ theirs, alg }: Pair, token: string): Promise<boolean> {
  return compactVerify(token, theirs, { algorithms: [alg] }).then(
    () => true,
    () => false,
  )
}

const tokenOf = ({ alg, sign }: Pair, payload: string) => compact(JSON.stringify({ alg }), payload, sign)

/** Does something to the bytes of a signature. */
type Spoil = (signature: Buffer) => Uint8Array

const spoils = fc.oneof(
  fc.record({ at: fc.nat(600), bit: fc.integer({ min: 0, max: 7 }) }).map(
    ({ at, bit }): Spoil =>
      (signature) => {
        const bytes = Buffer.from(signature)
        const index = at % bytes.length
        bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << bit), index)
        return bytes
      },
  ),
  fc.nat(600).map(
    (length): Spoil =>
      (signature) =>
        signature.subarray(0, length % (signature.length + 1)),
  ),
  fc.uint8Array({ minLength: 1, maxLength: 4 }).map(
    (more): Spoil =>
      (signature) =>
        Buffer.concat([signature, more]),
  ),
  fc.uint8Array({ minLength: 1, maxLength: 4 }).map(
    (more): Spoil =>
      (signature) =>
        Buffer.concat([more, signature]),
  ),
  fc.uint8Array({ minLength: 1, maxLength: 600 }).map(
    (bytes): Spoil =>
      () =>
        bytes,
  ),
  fc.nat(255).map(
    (byte): Spoil =>
      (signature) =>
        Buffer.alloc(signature.length, byte),
  ),
)

function withSignature(token: string, change: Spoil): string {
  const dot = token.lastIndexOf('.')
  return `${token.slice(0, dot)}.${base64url(change(Buffer.from(token.slice(dot + 1), 'base64url')))}`
}

describe('our verdict on a signature is that of jose', () => {
  it('for good ones, of every algorithm', async () => {
    for (const pair of await pairs) {
      const token = tokenOf(pair, '{"sub":"ann"}')
      assert.equal(await verifySignature(token, pair.ours), undefined, pair.alg)
      assert.equal(await joseSays(pair, token), true, pair.alg)
    }
  })

  it('the slow ones do not hold up the thread, the others need no promise', async () => {
    for (const pair of await pairs) {
      const waits = verifySignature(tokenOf(pair, '{}'), pair.ours) instanceof Promise
      assert.equal(waits, pair.alg === 'ES384' || pair.alg === 'ES512', pair.alg)
    }
  })

  it('for spoilt ones, of every algorithm', async () => {
    for (const pair of await pairs) {
      const token = tokenOf(pair, '{"sub":"ann"}')
      const property = fc.asyncProperty(spoils, async (spoil) => {
        const spoilt = withSignature(token, spoil)
        const ours = await verifySignature(spoilt, pair.ours)
        assert.equal(ours === undefined, await joseSays(pair, spoilt), pair.alg)
      })
      await fc.assert(property, { numRuns: 60 })
    }
  })

  it('for the signature of every other algorithm and key', async () => {
    const all = await pairs
    for (const pair of all) {
      for (const other of all) {
        const token = compact(JSON.stringify({ alg: pair.alg }), '{"sub":"ann"}', other.sign)
        const ours = (await verifySignature(token, pair.ours)) === undefined
        assert.equal(ours, await joseSays(pair, token), `${other.alg} under ${pair.alg}`)
        assert.equal(ours, pair === other, `${other.alg} under ${pair.alg}`)
      }
    }
  })

  it('for another header or payload under a good signature', async () => {
    for (const pair of await pairs) {
      const [header = '', payload = '', signature = ''] = tokenOf(pair, '{"sub":"ann"}').split('.')
      for (const moved of [
        `${base64url(`{"alg":"${pair.alg}","kid":"b"}`)}.${payload}.${signature}`,
        `${header}.${base64url('{"sub":"bob"}')}.${signature}`,
      ]) {
        assert.equal(await verifySignature(moved, pair.ours), 'token.signature', pair.alg)
        assert.equal(await joseSays(pair, moved), false, pair.alg)
      }
    }
  })
})
