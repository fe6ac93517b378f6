import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { compact, createSigner } from './signer.ts'
import { askerOf, goodClaims, now, trust } from './verifying.ts'

const signer = createSigner('RS256')
const other = createSigner('ES256')
const attacker = createSigner('RS256', signer.kid)
const jwks = [signer.jwk, other.jwk]
const ask = askerOf([trust(jwks)])

/** A good token under a header of its own. */
const under = (header: Readonly<Record<string, unknown>>) => signer.token(goodClaims(), header)

describe('algorithm in the header', () => {
  const rows: readonly (readonly [id: string, what: string, token: string])[] = [
    ...['none', 'None', 'NONE', 'nOnE'].flatMap((alg) => [
      [alg === 'none' ? 'K-01' : 'K-02', `${alg}, signed all the same`, under({ alg })] as const,
      [
        'K-02',
        `${alg} with one byte for a signature`,
        compact(`{"alg":"${alg}"}`, text(goodClaims()), () => Buffer.of(0)),
      ] as const,
    ]),
    ['K-03', 'no alg', under({ alg: undefined })],
    ['K-03', 'a number', under({ alg: 256 })],
    ['K-03', 'a list', under({ alg: ['RS256'] })],
    ['K-03', 'the empty string', under({ alg: '' })],
    ['K-03', 'null', under({ alg: null })],
    ['K-03', 'a name that every object inherits', under({ alg: 'constructor' })],
    ['K-03', 'other case', under({ alg: 'rs256' })],
    ['K-03', 'a space behind it', under({ alg: 'RS256 ' })],
    ['K-03', 'a real algorithm that is not allowed', under({ alg: 'RS512' })],
  ]
  for (const [id, what, token] of rows) {
    it(`${id} ${what}`, async () => assert.equal(await ask(token), 'token.algorithm'))
  }

  it('K-01 none with an empty signature is not even a token', async () => {
    const [header, payload] = under({ alg: 'none' }).split('.')
    assert.equal(await ask(`${header}.${payload}.`), 'token.malformed')
  })
})

describe('critical extensions', () => {
  const rows: readonly (readonly [id: string, header: Readonly<Record<string, unknown>>])[] = [
    ['S-19', { crit: ['x-unknown'], 'x-unknown': 1 }],
    ['S-20', { crit: [] }],
    ['S-20', { crit: 'exp' }],
    ['S-20', { crit: null }],
    ['S-20', { crit: {} }],
    ['S-20', { crit: ['alg'] }],
    ['S-20', { crit: ['x', 'x'], x: 1 }],
    ['S-20', { crit: [1] }],
    ['S-21', { crit: ['b64'], b64: false }],
    ['S-21', { crit: ['b64'], b64: true }],
    ['S-21', { b64: false }],
    ['S-21', { b64: true }],
  ]
  for (const [id, header] of rows) {
    it(`${id} ${JSON.stringify(header)}`, async () => assert.equal(await ask(under(header)), 'token.critical'))
  }
})

describe('type', () => {
  const strict = askerOf([trust(jwks)], { profile: 'at+jwt' })
  const strictClaims = goodClaims({ client_id: 'web', jti: 'j1', iat: now })
  const rows: readonly (readonly [id: string, typ: unknown, jwt: string, atJwt: string])[] = [
    ['C-19', undefined, 'verified', 'token.type'],
    ['C-19', 'JWT', 'verified', 'token.type'],
    ['C-19', 'jwt', 'verified', 'token.type'],
    ['C-19', 'application/jwt', 'verified', 'token.type'],
    ['C-20', 'at+jwt', 'verified', 'verified'],
    ['C-20', 'AT+JWT', 'verified', 'verified'],
    ['C-20', 'application/at+jwt', 'verified', 'verified'],
    ['C-20', 'Application/AT+JWT', 'verified', 'verified'],
    ['C-18', 'id_token+jwt', 'token.type', 'token.type'],
    ['C-19', 'dpop+jwt', 'token.type', 'token.type'],
    ['C-19', 'logout+jwt', 'token.type', 'token.type'],
    ['C-19', 'secevent+jwt', 'token.type', 'token.type'],
    ['C-19', 'entity-statement+jwt', 'token.type', 'token.type'],
    ['C-19', 'application/', 'token.type', 'token.type'],
    ['C-19', 'application/application/at+jwt', 'token.type', 'token.type'],
    ['C-19', 'at+jwt ', 'token.type', 'token.type'],
    ['C-19', '', 'token.type', 'token.type'],
    ['C-19', null, 'token.type', 'token.type'],
    ['C-19', ['at+jwt'], 'token.type', 'token.type'],
    ['C-19', 1, 'token.type', 'token.type'],
  ]
  for (const [id, typ, jwt, atJwt] of rows) {
    it(`${id} ${JSON.stringify(typ) ?? 'absent'}: ${jwt}, and under at+jwt ${atJwt}`, async () => {
      assert.equal(await ask(under({ typ })), jwt)
      assert.equal(await strict(signer.token(strictClaims, { typ })), atJwt)
    })
  }
})

describe('key id', () => {
  const rows: readonly (readonly [id: string, kid: unknown, expected: string])[] = [
    ['K-14', 5, 'token.malformed'],
    ['K-14', {}, 'token.malformed'],
    ['K-14', [signer.kid], 'token.malformed'],
    ['K-14', null, 'token.malformed'],
    ['K-14', true, 'token.malformed'],
    ['K-14', '', 'token.malformed'],
    ['K-14', 'k'.repeat(257), 'token.malformed'],
    ['K-14', 'k'.repeat(256), 'key.unknown'],
    ['K-14', signer.kid.toLowerCase(), 'key.unknown'],
    ['K-16', '../../../../dev/null', 'key.unknown'],
    ['K-16', '/dev/null', 'key.unknown'],
    ['K-16', "' UNION SELECT 'secret' -- ", 'key.unknown'],
    ['K-16', 'key | sleep 10', 'key.unknown'],
    ['K-16', 'https://attacker.example/key', 'key.unknown'],
    ['S-18', '__proto__', 'key.unknown'],
    ['S-18', 'constructor', 'key.unknown'],
    ['S-18', 'toString', 'key.unknown'],
  ]
  for (const [id, kid, expected] of rows) {
    const shown = JSON.stringify(kid).slice(0, 40)
    it(`${id} ${shown}: ${expected}`, async () => assert.equal(await ask(under({ kid })), expected))
  }

  it('K-14 8 KiB', async () => assert.equal(await ask(under({ kid: 'k'.repeat(8192) })), 'token.oversized'))
})

describe('keys that a token brings along', () => {
  let requests = 0
  let origin = ''
  const server = createServer((_, response) => {
    requests++
    response.end(JSON.stringify({ keys: [attacker.jwk] }))
  })
  before(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  after(() => server.close())

  const rows: readonly (readonly [id: string, header: () => Readonly<Record<string, unknown>>])[] = [
    ['K-17', () => ({ jwk: attacker.jwk })],
    ['K-17', () => ({ jwk: attacker.jwk, kid: undefined })],
    ['K-18', () => ({ jku: `${origin}/jwks.json` })],
    ['K-18', () => ({ x5u: `${origin}/key.pem` })],
    [
      'K-19',
      () => ({ x5c: [attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')], x5t: 'x' }),
    ],
  ]
  for (const [id, header] of rows) {
    it(`${id} ${Object.keys(header()).join(' and ')}: not used, nothing fetched`, async () => {
      assert.equal(await ask(attacker.token(goodClaims(), header())), 'token.signature')
      assert.equal(requests, 0)
    })
  }

  it('K-17 they do not harm a good token either', async () => {
    assert.equal(await ask(under({ jwk: attacker.jwk, jku: `${origin}/jwks.json` })), 'verified')
    assert.equal(requests, 0)
  })
})

function text(claims: object): string {
  return JSON.stringify(claims)
}
