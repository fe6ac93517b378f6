import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import { base64url, compact, createSigner, hmac } from '../jwt/signer.ts'
import { bearer, documentOf, type Guarded, guarded } from '../support/guarded.ts'
import { type Listening, listening } from '../support/listening.ts'
import { rawRequest } from '../support/raw.ts'
import { assertAnswer, type Expected } from './answers.ts'

const issuer = 'https://issuer.test/'
const audience = 'https://api.test'
const rsa = createSigner('RS256', 'rsa')
const ec = createSigner('ES256', 'ec')
const stranger = createSigner('RS256', 'rsa')
const rsaPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()

/** Seconds; every token is made anew for its row. */
const now = (): number => Math.floor(Date.now() / 1000)
const claims = (changes: object = {}): object => ({
  iss: issuer,
  aud: audience,
  sub: 'ann',
  iat: now(),
  exp: now() + 60,
  ...changes,
})
const good = (changes: object = {}, header: Readonly<Record<string, unknown>> = {}): string =>
  rsa.token(claims(changes), header)

interface Row {
  readonly id: string
  readonly what: string
  readonly token: () => string
  readonly expected: Expected
}

const row = (id: string, what: string, token: () => string, expected: Expected = 'A2'): Row => ({
  id,
  what,
  token,
  expected,
})
const withHeader = (header: string | Uint8Array): string => compact(header, JSON.stringify(claims()), rsa.sign)
const withPayload = (payload: string | Uint8Array): string => compact('{"alg":"RS256","kid":"rsa"}', payload, rsa.sign)
const cut = (token: string): readonly [string, string, string] => {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return [header, payload, signature]
}
const replaceSignature = (token: string, signature: Uint8Array | string): string =>
  `${token.split('.', 2).join('.')}.${base64url(signature)}`

const structure: readonly Row[] = [
  row('S-01', 'one part', () => 'abc'),
  row('S-01', 'two parts', () => good().split('.', 2).join('.')),
  row('S-01', 'four parts', () => `${good()}.e30`),
  row('S-01', 'six parts', () => 'a.b.c.d.e.f'),
  row('S-02', 'five parts', () => `${base64url('{"alg":"dir","enc":"A256GCM"}')}..AA.AA.AA`),
  row('S-03', 'an empty header', () => `.${cut(good()).slice(1).join('.')}`),
  row('S-03', 'an empty payload', () => `${cut(good())[0]}..${cut(good())[2]}`),
  row('S-03', 'an empty signature', () => `${good().split('.', 2).join('.')}.`),
  row('S-05', 'padding', () => `${good()}==`),
  row('S-08', 'the other base64 alphabet', () => good().replace(/\.[^.]*$/, '.ab+/')),
  row('S-12', 'a header that is a list', () => withHeader('["RS256"]')),
  row('S-12', 'a header that is null', () => withHeader('null')),
  row('S-11', 'a header of broken UTF-8', () => withHeader(Buffer.from([0x7b, 0xff, 0x7d]))),
  row('S-13', 'a payload that is a list', () => withPayload('[]')),
  row('S-13', 'a payload that is a number', () => withPayload('7')),
  row('S-13', 'a payload that is empty text', () => withPayload('""')),
  row('S-15', 'exp twice', () => withPayload(JSON.stringify(claims()).replace('{', `{"exp":${now() + 9999},`))),
  row('S-16', 'a claim 2000 deep', () =>
    withPayload(JSON.stringify(claims()).replace('{', `{"x":${'['.repeat(2000)}${']'.repeat(2000)},`)),
  ),
  row('S-18', 'a kid named like a prototype member', () => good({}, { kid: 'constructor' })),
  row('S-19', 'crit with an unknown name', () => good({}, { crit: ['x'], x: 1 })),
  row('S-20', 'an empty crit', () => good({}, { crit: [] })),
  row('S-20', 'a crit that is no list', () => good({}, { crit: 'exp' })),
  row('S-21', 'b64', () => good({}, { crit: ['b64'], b64: false })),
  row('S-24', 'over 8 KiB', () => good({ filler: 'a'.repeat(9000) })),
]

const algorithms: readonly Row[] = [
  row('K-01', 'none', () => `${base64url('{"alg":"none"}')}.${base64url(JSON.stringify(claims()))}.`),
  ...['None', 'NONE', 'nOnE'].map((alg) => row('K-02', alg, () => replaceSignature(good({}, { alg }), 'x'))),
  row('K-03', 'no alg', () => good({}, { alg: undefined })),
  row('K-03', 'an alg that is a number', () => good({}, { alg: 256 })),
  row('K-03', 'an empty alg', () => good({}, { alg: '' })),
  row('K-04', 'HS256 with the RSA key as its secret', () =>
    compact('{"alg":"HS256","kid":"rsa"}', JSON.stringify(claims()), hmac('HS256', rsaPem)),
  ),
  row('K-06', 'HS256 with the JWK as its secret', () =>
    compact('{"alg":"HS256","kid":"ec"}', JSON.stringify(claims()), hmac('HS256', JSON.stringify(ec.jwk))),
  ),
  row('K-07', 'HS256 with an empty secret', () =>
    compact('{"alg":"HS256","kid":"x"}', JSON.stringify(claims()), hmac('HS256', '')),
  ),
  row('K-08', 'no signature under a real alg', () => `${good().split('.', 2).join('.')}.`),
  row('K-09', 'another algorithm of the family', () => good({}, { alg: 'PS256' })),
  row('K-13', 'no kid, and one key for its algorithm', () => good({}, { kid: undefined }), 'OK'),
  row('K-14', 'a kid that is a number', () => good({}, { kid: 1 })),
  row('K-14', 'an empty kid', () => good({}, { kid: '' })),
  row('K-14', 'a kid that is an object', () => good({}, { kid: {} })),
  row('K-16', 'a kid that is a path', () => good({}, { kid: '../../../dev/null' })),
  row('K-17', 'a jwk in the header', () => stranger.token(claims(), { jwk: stranger.jwk })),
  row('K-18', 'a jku in the header', () => stranger.token(claims(), { jku: 'http://127.0.0.1:9/jwks' })),
  row('K-18', 'an x5u in the header', () => stranger.token(claims(), { x5u: 'http://127.0.0.1:9/cert' })),
  row('K-19', 'an x5c in the header', () => stranger.token(claims(), { x5c: ['MIIB'] })),
  row('K-26', 'ES256 under the RSA key', () => good({}, { alg: 'ES256' })),
  row('K-27', 'an ECDSA signature of zeros', () => replaceSignature(ec.token(claims()), Buffer.alloc(64))),
  row('K-27', 'a truncated signature', () => replaceSignature(ec.token(claims()), Buffer.alloc(32, 1))),
  row('K-29', 'an RSA signature of zeros', () => replaceSignature(good(), Buffer.alloc(256))),
  row('K-12', "a stranger's signature under a known kid", () => stranger.token(claims())),
]

const claimRows: readonly Row[] = [
  row('C-01', 'no exp', () => good({ exp: undefined })),
  row('C-02', 'an exp that is text', () => good({ exp: String(now() + 60) })),
  row('C-02', 'an exp that is null', () => good({ exp: null })),
  row('C-04', 'exp 1e308', () => good({ exp: 1e308 })),
  row('C-05', 'expired longer than the tolerance', () => good({ exp: now() - 10 })),
  row('C-05', 'expired within the tolerance', () => good({ exp: now() - 1 }), 'OK'),
  row('C-06', 'exp 0', () => good({ exp: 0 })),
  row('C-06', 'a negative exp', () => good({ exp: -1 })),
  row('C-06', 'exp with a fraction', () => good({ exp: now() + 60.5 }), 'OK'),
  row('C-07', 'nbf in the future', () => good({ nbf: now() + 60 })),
  row('C-07', 'an nbf that is text', () => good({ nbf: 'now' })),
  row('C-09', 'iat in the future', () => good({ iat: now() + 3600, exp: now() + 7200 })),
  row('C-11', 'no iss', () => good({ iss: undefined })),
  row('C-11', 'an iss that is a list', () => good({ iss: [issuer] })),
  row('C-11', 'an iss without its slash', () => good({ iss: issuer.slice(0, -1) })),
  row('C-11', 'an iss in capitals', () => good({ iss: issuer.toUpperCase() })),
  row('C-13', 'an unknown iss', () => good({ iss: 'https://evil.test/' })),
  row('C-14', 'no aud', () => good({ aud: undefined })),
  row('C-14', 'an empty aud', () => good({ aud: [] })),
  row('C-14', 'an aud that looks like a list', () => good({ aud: { 0: audience, length: 1 } })),
  row('C-14', 'a nested aud', () => good({ aud: [[audience]] })),
  row('C-16', 'an aud with a slash more', () => good({ aud: `${audience}/` })),
  row('C-18', "an ID token: the aud is the client's", () => good({ aud: 'client-id', nonce: 'n' })),
  row('C-19', 'typ dpop+jwt', () => good({}, { typ: 'dpop+jwt' })),
  row('C-19', 'typ logout+jwt', () => good({}, { typ: 'logout+jwt' })),
  row('C-20', 'typ application/at+jwt', () => good({}, { typ: 'application/at+jwt' }), 'OK'),
  row('C-20', 'typ AT+JWT', () => good({}, { typ: 'AT+JWT' }), 'OK'),
  row('C-31', 'a cnf that is no object', () => good({ cnf: 'x' })),
  row('C-31', 'an empty cnf', () => good({ cnf: {} })),
  row('C-32', 'cnf.x5t#S256 without mutual TLS', () => good({ cnf: { 'x5t#S256': 'x' } })),
  row('D-30', 'cnf.jkt where DPoP is off', () => good({ cnf: { jkt: 'x' } })),
  row('C-33', 'a sub with a line break is data', () => good({ sub: 'a\r\nb' }), 'OK'),
]

const scopeRows: readonly Row[] = [
  row('C-22', 'scope as a list', () => good({ scope: ['read'] }), 'OK'),
  row('C-22', 'scp as text', () => good({ scp: 'other read' }), 'OK'),
  row('C-22', 'scopes grants nothing', () => good({ scopes: ['read'] }), 'A3'),
  row('C-23', 'a longer scope', () => good({ scope: 'readall unread' }), 'A3'),
  row('C-25', 'a scope in capitals', () => good({ scope: 'READ' }), 'A3'),
  row('C-26', 'permissions grant nothing unless listed', () => good({ permissions: ['read'] }), 'A3'),
  row('C-26', 'a scope that is an object', () => good({ scope: { read: true } }), 'A3'),
  row('S-18', 'a scope named like a prototype member', () => good({ scope: 'constructor toString' }), 'A3'),
  row('T-04', 'an expired token that lacks the scope', () => good({ exp: now() - 60, scope: '' })),
]

describe('tokens over HTTP', () => {
  let keys: Listening
  let fetches = 0
  let app: Guarded
  before(async () => {
    keys = await listening((_req, res) => {
      fetches++
      res.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [rsa.jwk, ec.jwk] }))
    })
    app = await guarded(express, {
      document: documentOf({
        '/any': { get: { security: [{ auth0: [] }] } },
        '/read': { get: { security: [{ auth0: ['read'] }] } },
      }),
      options: { schemes: { auth0: { issuer, audience, jwksUri: `${keys.url}/jwks` } } },
      routes(server, ran) {
        server.get(['/any', '/read'], (_req, res) => {
          ran('handler')
          res.end('ran')
        })
      },
    })
    await app.gate.ready()
  })
  after(async () => {
    await app[Symbol.asyncDispose]()
    await keys[Symbol.asyncDispose]()
  })

  const judge = async ({ token, expected }: Row, target: string): Promise<void> => {
    app.ran.length = 0
    const text = token()
    const answer = await rawRequest(app.port, 'GET', target, [`Authorization: ${bearer(text).authorization}`])
    assertAnswer(answer, expected)
    assert.deepEqual(app.ran, expected === 'OK' ? ['handler'] : [])
    const [, payload = ''] = text.split('.')
    if (payload.length > 20) assert.ok(!app.lines.join('\n').includes(payload), 'no line of the log holds the token')
  }

  for (const one of [...structure, ...algorithms, ...claimRows]) {
    it(`${one.id} ${one.what}: ${one.expected}`, () => judge(one, '/any'))
  }
  for (const one of scopeRows) it(`${one.id} ${one.what}: ${one.expected}`, () => judge(one, '/read'))

  it('K-01, K-18, C-13, J-27: none of it caused more fetches than the budget for unknown keys', () => {
    assert.ok(fetches <= 3, `${fetches} fetches`)
  })

  it('C-28 a challenge names all scopes that are required', async () => {
    const document = documentOf({ '/both': { get: { security: [{ auth0: ['a', 'b'] }] } } })
    const options = { schemes: { auth0: { issuer, audience, jwks: { keys: [rsa.jwk] } } } }
    await using both = await guarded(express, { document, options, routes: () => undefined })
    const answer = await rawRequest(both.port, 'GET', '/both', [`Authorization: Bearer ${good({ scope: 'a' })}`])
    assert.match(answer.text, /scope="a b"/)
  })
})
