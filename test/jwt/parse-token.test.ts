import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { KnownHeaders } from '../../src/jwt/known-headers.ts'
import { base64url, compact, createSigner } from './signer.ts'
import { askerOf, goodClaims, trust } from './verifying.ts'

const signer = createSigner('ES256')
const ask = askerOf([trust([signer.jwk])])
const good = signer.token(goodClaims())
const [header = '', payload = '', signature = ''] = good.split('.')
const headerText = JSON.stringify({ alg: 'ES256', kid: signer.kid })
const claimsText = JSON.stringify(goodClaims())

/** A token whose signature is right, whatever it is a signature of. */
const signed = (head: string | Uint8Array, body: string | Uint8Array) => compact(head, body, signer.sign)

const nested = (depth: number) =>
  `{"alg":"ES256","kid":"${signer.kid}","deep":${'['.repeat(depth)}${']'.repeat(depth)}}`
const deepClaims = (depth: number) => `${claimsText.slice(0, -1)},"deep":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`

const rows: readonly (readonly [id: string, what: string, token: string, expected: string])[] = [
  ['S-01', 'the empty string', '', 'token.malformed'],
  ['S-01', 'one part', 'opaque', 'token.opaque'],
  ['S-01', 'one part that is a JOSE header', header, 'token.malformed'],
  ['S-01', 'two parts', `${header}.${payload}`, 'token.malformed'],
  ['S-01', 'two parts of something else', 'ya29.a0Af_byE', 'token.opaque'],
  ['S-01', 'four parts', `${good}.${signature}`, 'token.malformed'],
  ['S-01', 'six parts', `${good}.a.b.c`, 'token.malformed'],
  ['S-01', 'dots alone', '..', 'token.malformed'],
  ['S-01', 'one part that no credential may hold', 'a b', 'token.malformed'],
  ['S-02', 'five parts', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..aXY.Y3Q.dGFn', 'token.encrypted'],
  [
    'R-05 T-06',
    'an encrypted one that asks for 2^31 rounds',
    `${Buffer.from('{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"c2FsdA","p2c":2147483648,"zip":"DEF"}').toString('base64url')}.a2V5.aXY.Y3Q.dGFn`,
    'token.encrypted',
  ],
  ['S-02', 'an unsigned header in front of five parts', `${header}.${payload}.a.b.c`, 'token.encrypted'],
  ['S-03', 'an empty header', `.${payload}.${signature}`, 'token.malformed'],
  ['S-03', 'an empty payload', signed(headerText, ''), 'token.malformed'],
  ['S-03', 'an empty signature', `${header}.${payload}.`, 'token.malformed'],
  ['S-04', 'flattened JSON', JSON.stringify({ protected: header, payload, signature }), 'token.malformed'],
  [
    'S-04',
    'general JSON',
    JSON.stringify({ payload, signatures: [{ protected: header, signature }] }),
    'token.malformed',
  ],
  ['S-05', 'padding on the header', `${header}=.${payload}.${signature}`, 'token.malformed'],
  ['S-05', 'padding on the payload', `${header}.${payload}==.${signature}`, 'token.malformed'],
  ['S-05', 'padding on the signature', `${good}==`, 'token.malformed'],
  [
    'S-06',
    'a space in the payload',
    `${header}.${payload.slice(0, 8)} ${payload.slice(8)}.${signature}`,
    'token.malformed',
  ],
  [
    'S-06',
    'a tab in the signature',
    `${header}.${payload}.${signature.slice(0, 8)}\t${signature.slice(8)}`,
    'token.malformed',
  ],
  ['S-06', 'a newline at the end', `${good}\n`, 'token.malformed'],
  ['S-06', 'a space in front', ` ${good}`, 'token.malformed'],
  ['S-08', 'the alphabet of base64: +', `${header}.${payload}.+${signature.slice(1)}`, 'token.malformed'],
  ['S-08', 'the alphabet of base64: /', `${header}.${payload}./${signature.slice(1)}`, 'token.malformed'],
  ['S-09', 'a question mark', `${header}.${payload}.?${signature}`, 'token.malformed'],
  ['S-09', 'U+2024 for a dot', `${header}\u2024${payload}.${signature}`, 'token.malformed'],
  ['S-09', 'U+2024 for both dots', `${header}\u2024${payload}\u2024${signature}`, 'token.malformed'],
  ['S-09', 'a null byte', `${good}\0`, 'token.malformed'],
  ['S-11', 'a payload in UTF-16', signed(headerText, Buffer.from(claimsText, 'utf16le')), 'token.malformed'],
  ['S-11', 'a header in UTF-16', signed(Buffer.from(headerText, 'utf16le'), claimsText), 'token.malformed'],
  [
    'S-11',
    'a byte that UTF-8 does not have',
    signed(headerText, Buffer.from(claimsText.replace('alice', 'al\xffce'), 'latin1')),
    'token.malformed',
  ],
  [
    'S-11',
    'an overlong form',
    signed(headerText, Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xc0, 0xaf), Buffer.from('"}')])),
    'token.malformed',
  ],
  [
    'S-11',
    'a surrogate in UTF-8',
    signed(headerText, Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xed, 0xa0, 0x80), Buffer.from('"}')])),
    'token.malformed',
  ],
  ['S-11', 'a byte order mark', signed(headerText, `\ufeff${claimsText}`), 'token.malformed'],
  ...['[]', '"alg"', '5', 'null', 'true', '[{"alg":"ES256"}]'].map(
    (text) => ['S-12', `the header ${text}`, signed(text, claimsText), 'token.malformed'] as const,
  ),
  ...['[]', '"sub"', '5', 'null', 'true', '{', '{}{}', "{'a':1}", '{"a":NaN}', '{"a":1,}', ' '].map(
    (text) => ['S-13', `the payload ${text}`, signed(headerText, text), 'token.malformed'] as const,
  ),
  ['S-15', 'exp twice', signed(headerText, `{"exp":1,${claimsText.slice(1)}`), 'token.malformed'],
  ['S-15', 'exp twice, once escaped', signed(headerText, `{"\\u0065xp":1,${claimsText.slice(1)}`), 'token.malformed'],
  ['S-15', 'alg twice', signed(`{"alg":"none",${headerText.slice(1)}`, claimsText), 'token.malformed'],
  [
    'S-15',
    'a name twice further in',
    signed(headerText, `{"act":{"sub":1,"sub":2},${claimsText.slice(1)}`),
    'token.malformed',
  ],
  ['S-16', 'a header 1,500 deep', signed(nested(1500), claimsText), 'token.malformed'],
  ['S-16', 'a payload 500 deep', signed(headerText, deepClaims(500)), 'token.malformed'],
  ['S-16', 'a payload 33 deep', signed(headerText, deepClaims(32)), 'token.malformed'],
  ['S-16', 'a payload 32 deep', signed(headerText, deepClaims(31)), 'verified'],
  [
    'S-18',
    'members named as what objects inherit',
    signed(headerText, `{"__proto__":{"sub":1},"constructor":2,"toString":3,${claimsText.slice(1)}`),
    'verified',
  ],
  ['S-24', 'more than 8 KiB', signer.token(goodClaims({ padding: 'x'.repeat(8192) })), 'token.oversized'],
  ['S-24', '10 MB that are no token', 'x'.repeat(10_000_000), 'token.oversized'],
  ['S-24', '7 KiB', signer.token(goodClaims({ padding: 'x'.repeat(5000) })), 'verified'],
]

describe('form', () => {
  for (const [id, what, token, expected] of rows) {
    it(`${id} ${what}: ${expected}`, async () => assert.equal(await ask(token), expected))
  }

  it('takes the token that the rows are made of', async () => assert.equal(await ask(good), 'verified'))

  it('Q-01 the other texts that a lenient decoder reads as the same bytes are refused', async () => {
    const twins = twinsOf(signature)
    assert.equal(twins.length, 15)
    for (const twin of twins) {
      assert.deepEqual(Buffer.from(twin, 'base64url'), Buffer.from(signature, 'base64url'))
      assert.equal(await ask(`${header}.${payload}.${twin}`), 'token.malformed')
    }
  })
})

describe('form, where the header of a good token is known', () => {
  const askAgain = askerOf([trust([signer.jwk])])

  before(async () => assert.equal(await askAgain(good), 'verified'))

  for (const [id, what, token, expected] of rows) {
    it(`${id} ${what}: ${expected}`, async () => assert.equal(await askAgain(token), expected))
  }

  it('another header is read, and what is wrong with it is not remembered', async () => {
    for (const head of ['{"alg":"none"}', '{"alg":"HS256"}', '{"alg":"ES256","crit":["b64"],"b64":false}']) {
      const before = await askAgain(signed(head, claimsText))
      assert.notEqual(before, 'verified')
      assert.equal(await askAgain(signed(head, claimsText)), before)
    }
    assert.equal(await askAgain(signer.token(goodClaims({ sub: 'bob' }))), 'verified')
  })

  it('no more of them are held than an issuer has keys, each by a text of its own', () => {
    const headers = new KnownHeaders()
    const read = { header: Object.freeze({ alg: 'ES256' }), wanted: { alg: 'ES256', kid: undefined } }
    for (let count = 0; count < 100; count += 1) headers.add(`header ${count}`, read)
    assert.equal(headers.find('header 99'), read)
    assert.equal(headers.find('header 0'), undefined)
  })
})

/** Texts that differ from a canonical one only in bits of the last character that no byte holds. */
function twinsOf(text: string): readonly string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const start = text.slice(0, -1)
  const canonical = Buffer.from(text, 'base64url')
  return [...alphabet]
    .map((last) => start + last)
    .filter((twin) => twin !== text && base64url(Buffer.from(twin, 'base64url')) === base64url(canonical))
}
