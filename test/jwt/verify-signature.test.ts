import assert from 'node:assert/strict'
import { constants, createHash, privateEncrypt } from 'node:crypto'
import { describe, it } from 'node:test'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { base64url, compact, createSigner, hmac, type Signer } from './signer.ts'
import { askerOf, audience, goodClaims, issuer, now, trust } from './verifying.ts'

const rsa = createSigner('RS256')
const pss = createSigner('PS256')
const ec = createSigner('ES256')
const ec384 = createSigner('ES384')
const ed = createSigner('EdDSA')
const signers = [rsa, pss, ec, ec384, ed]
const algorithms = signers.map((signer) => signer.alg)
const jwks = signers.map((signer) => signer.jwk)
const ask = askerOf([trust(jwks, { algorithms })])

const headerOf = (signer: Signer) => JSON.stringify({ alg: signer.alg, kid: signer.kid })
const claimsText = JSON.stringify(goodClaims())

/** A good token but for its signature. */
const withSignature = (signer: Signer, signature: (input: string) => Uint8Array) =>
  compact(headerOf(signer), claimsText, signature)

describe('a public key as a shared secret', () => {
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' })
  const secrets: readonly (readonly [id: string, what: string, secret: string | Uint8Array])[] = [
    ['K-04', 'the PEM', pem],
    ['K-04', 'the PEM without its last newline', String(pem).trim()],
    ['K-04', 'PKCS #1', rsa.publicKey.export({ type: 'pkcs1', format: 'pem' })],
    ['K-04', 'the DER', rsa.publicKey.export({ type: 'spki', format: 'der' })],
    ['K-04', 'the modulus', Buffer.from(String(rsa.jwk.n), 'base64url')],
    ['K-06', 'an EC point', Buffer.from(String(ec.jwk.x) + String(ec.jwk.y), 'base64url')],
    ['K-06', 'the JWK as JSON', JSON.stringify(ec.jwk)],
    ['K-07', 'no byte', ''],
  ]
  for (const [id, what, secret] of secrets) {
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      it(`${id} ${alg} keyed with ${what}`, async () => {
        const token = (kid: string) => compact(JSON.stringify({ alg, kid }), claimsText, hmac(alg, secret))
        assert.equal(await ask(token(rsa.kid)), 'token.algorithm')
        assert.equal(await ask(token('unknown')), 'token.algorithm')
      })
      it(`${id} ${alg} keyed with ${what}, where somebody allowed ${alg} beside public keys`, async () => {
        const careless = askerOf([trust(jwks, { algorithms: [...algorithms, alg] })])
        const token = (kid: string) => compact(JSON.stringify({ alg, kid }), claimsText, hmac(alg, secret))
        assert.equal(await careless(token(rsa.kid)), 'key.unusable')
        assert.equal(await careless(token('unknown')), 'key.unknown')
      })
    }
  }
})

describe('ECDSA values that no signature has', () => {
  const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
  const field = BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff')
  const pair = (r: bigint, s: bigint) =>
    Buffer.from([r, s].map((n) => n.toString(16).padStart(64, '0')).join(''), 'hex')
  const edges: Readonly<Record<string, bigint>> = {
    zero: 0n,
    one: 1n,
    'n - 1': order - 1n,
    n: order,
    'n + 1': order + 1n,
    p: field,
    '2^256 - 1': 2n ** 256n - 1n,
  }
  for (const [r, rValue] of Object.entries(edges)) {
    for (const [s, sValue] of Object.entries(edges)) {
      it(`K-27 r = ${r}, s = ${s}`, async () => {
        assert.equal(await ask(withSignature(ec, () => pair(rValue, sValue))), 'token.signature')
      })
    }
  }

  const halves = (input: string) => [ec.sign(input).subarray(0, 32), ec.sign(input).subarray(32)] as const
  const forms: readonly (readonly [what: string, signature: (input: string) => Uint8Array])[] = [
    ['r of a good one, s = 0', (input) => Buffer.concat([halves(input)[0], Buffer.alloc(32)])],
    ['r = 0, s of a good one', (input) => Buffer.concat([Buffer.alloc(32), halves(input)[1]])],
    ['r of a good one, s = n', (input) => Buffer.concat([halves(input)[0], pair(0n, order).subarray(32)])],
    ['in DER', (input) => inDer(ec.sign(input))],
    ['cut by a byte', (input) => ec.sign(input).subarray(0, 63)],
    ['cut to r', (input) => ec.sign(input).subarray(0, 32)],
    ['a byte longer', (input) => Buffer.concat([ec.sign(input), Buffer.of(0)])],
    ['a zero in front', (input) => Buffer.concat([Buffer.of(0), ec.sign(input)])],
    ['as long as one of P-384', (input) => Buffer.concat([Buffer.alloc(16), ...halves(input), Buffer.alloc(16)])],
    ['r and s exchanged', (input) => Buffer.concat([ec.sign(input).subarray(32), ec.sign(input).subarray(0, 32)])],
    ['of another input', (input) => ec.sign(`${input}.`)],
    ['of the payload alone', (input) => ec.sign(input.split('.')[1] ?? '')],
  ]
  for (const [what, signature] of forms) {
    it(`K-27 ${what}`, async () => assert.equal(await ask(withSignature(ec, signature)), 'token.signature'))
  }
})

describe('PKCS #1 paddings that only look right', () => {
  const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')
  const withoutNull = Buffer.from('302f300b0609608648016503040201' + '0420', 'hex')
  const ofSha1 = Buffer.from('3021300906052b0e03021a05000414', 'hex')
  const hash = (input: string, name = 'sha256') => createHash(name).update(input).digest()
  const filled = (length: number, byte = 0xff) => Buffer.alloc(length, byte)
  /** The block in full, of 256 bytes: 00 01 FF… 00 and what follows. */
  const block = (start: readonly number[], tail: Buffer, fill = 0xff) =>
    Buffer.concat([Buffer.from(start), filled(255 - start.length - tail.length, fill), Buffer.of(0), tail])
  const good = (input: string) => Buffer.concat([digestInfo, hash(input)])

  const blocks: readonly (readonly [what: string, encoded: (input: string) => Buffer])[] = [
    ['the digest without its algorithm', (input) => block([0, 1], hash(input))],
    ['block type 2', (input) => block([0, 2], good(input))],
    ['block type 0', (input) => block([0, 0], good(input), 0)],
    ['a first byte that is not zero', (input) => block([1, 1], good(input))],
    ['a filling of other bytes', (input) => block([0, 1], good(input), 0xfe)],
    ['a zero in the filling', (input) => block([0, 1, 0xff, 0, 0xff], good(input))],
    ['no filling, rubbish behind the digest', (input) => rightFilled(Buffer.concat([Buffer.of(0, 1, 0), good(input)]))],
    [
      'eight bytes of filling, rubbish behind',
      (input) => rightFilled(Buffer.concat([Buffer.of(0, 1), filled(8), Buffer.of(0), good(input)])),
    ],
    ['no zero before the digest', (input) => Buffer.concat([Buffer.of(0, 1), filled(203), good(input)])],
    ['the digest of something else', (input) => block([0, 1], good(`${input}x`))],
    ['the digest cut', (input) => block([0, 1], good(input).subarray(0, -1))],
    ['a byte behind the digest', (input) => block([0, 1], Buffer.concat([good(input), Buffer.of(0)]))],
    ['SHA-1 named and used', (input) => block([0, 1], Buffer.concat([ofSha1, hash(input, 'sha1')]))],
    ['SHA-1 named, SHA-256 used', (input) => block([0, 1], Buffer.concat([ofSha1, hash(input)]))],
    ['SHA-256 named, SHA-1 used', (input) => block([0, 1], Buffer.concat([digestInfo, hash(input, 'sha1')]))],
    [
      'the length in the long form of DER',
      (input) => block([0, 1], Buffer.concat([Buffer.from('308131', 'hex'), good(input).subarray(2)])),
    ],
    [
      'NULL left out and the length kept',
      (input) =>
        block(
          [0, 1],
          Buffer.concat([Buffer.from('3031', 'hex'), withoutNull.subarray(2), hash(input), Buffer.of(0, 0)]),
        ),
    ],
  ]
  const raw = (encoded: Buffer) => privateEncrypt({ key: rsa.privateKey, padding: constants.RSA_NO_PADDING }, encoded)

  it('the builder of these blocks can make a good one', async () => {
    assert.equal(await ask(withSignature(rsa, (input) => raw(block([0, 1], good(input))))), 'verified')
  })
  for (const [what, encoded] of blocks) {
    it(`K-29 ${what}`, async () => {
      assert.equal(await ask(withSignature(rsa, (input) => raw(encoded(input)))), 'token.signature')
    })
  }

  const signatures: readonly (readonly [what: string, signature: (input: string) => Uint8Array])[] = [
    ['all zero', () => Buffer.alloc(256)],
    ['one', () => Buffer.concat([Buffer.alloc(255), Buffer.of(1)])],
    ['the modulus', () => Buffer.from(String(rsa.jwk.n), 'base64url')],
    ['plus the modulus', (input) => plusModulus(rsa, rsa.sign(input))],
    ['a byte shorter', (input) => rsa.sign(input).subarray(1)],
    ['a zero in front', (input) => Buffer.concat([Buffer.of(0), rsa.sign(input)])],
    ['a zero behind', (input) => Buffer.concat([rsa.sign(input), Buffer.of(0)])],
    ['one byte', () => Buffer.of(0)],
    ['PSS under RS256', (input) => pss.sign(input)],
  ]
  for (const [what, signature] of signatures) {
    it(`K-29 ${what}`, async () => assert.equal(await ask(withSignature(rsa, signature)), 'token.signature'))
  }
})

describe('a signature that belongs elsewhere', () => {
  it('K-08 the empty one', async () => {
    for (const signer of signers)
      assert.equal(await ask(withSignature(signer, () => Buffer.alloc(0))), 'token.malformed')
  })

  it('of another key', async () => {
    for (const signer of signers) {
      const other = createSigner(signer.alg, signer.kid)
      assert.equal(await ask(other.token(goodClaims())), 'token.signature')
    }
  })

  it('K-09 a header of another algorithm of the family', async () => {
    assert.equal(
      await ask(compact(JSON.stringify({ alg: 'PS256', kid: rsa.kid }), claimsText, pss.sign)),
      'key.unusable',
    )
    assert.equal(
      await ask(compact(JSON.stringify({ alg: 'RS256', kid: pss.kid }), claimsText, rsa.sign)),
      'key.unusable',
    )
  })

  it('of another token of the same issuer', async () => {
    const [header, , signature] = rsa.token(goodClaims()).split('.')
    const payload = base64url(JSON.stringify(goodClaims({ sub: 'admin' })))
    assert.equal(await ask(`${header}.${payload}.${signature}`), 'token.signature')
  })
})

describe('beside jose', () => {
  const keys = createLocalJWKSet({ keys: jwks })
  const options = { issuer, audience, algorithms, clockTolerance: 5, currentDate: new Date(now * 1000) }

  for (const signer of signers) {
    it(`60 tokens of ${signer.alg}, every third of them spoilt, are judged alike`, async () => {
      for (let round = 0; round < 60; round++) {
        const token = signer.token(goodClaims({ sub: `user-${round}`, jti: String(round), exp: now + round - 10 }))
        const sent = round % 3 === 2 ? spoil(token, round) : token
        const theirs = await jwtVerify(sent, keys, options).then(
          () => true,
          () => false,
        )
        assert.equal((await ask(sent)) === 'verified', theirs, `round ${round}`)
      }
    })
  }
})

/** Another byte in the signature, still in canonical form. */
function spoil(token: string, round: number): string {
  const dot = token.lastIndexOf('.')
  const signature = Buffer.from(token.slice(dot + 1), 'base64url')
  signature.writeUInt8(signature.readUInt8(round) ^ 1, round)
  return `${token.slice(0, dot)}.${base64url(signature)}`
}

function rightFilled(start: Buffer): Buffer {
  return Buffer.concat([start, Buffer.alloc(256 - start.length, 0xab)])
}

function plusModulus(signer: Signer, signature: Buffer): Buffer {
  const modulus = Buffer.from(String(signer.jwk.n), 'base64url')
  const sum = BigInt(`0x${signature.toString('hex')}`) + BigInt(`0x${modulus.toString('hex')}`)
  const text = sum.toString(16)
  return Buffer.from(text.padStart(text.length + (text.length % 2), '0').padStart(512, '0'), 'hex')
}

/** The form that X.509 has for what JWS writes as r and s side by side. */
function inDer(signature: Buffer): Buffer {
  const integer = (bytes: Buffer) => {
    const positive = bytes.readUInt8(0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes])
    return Buffer.concat([Buffer.of(2, positive.length), positive])
  }
  const body = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))])
  return Buffer.concat([Buffer.of(0x30, body.length), body])
}
