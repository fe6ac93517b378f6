import assert from 'node:assert/strict'
import { sign } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import { reasons } from '../../src/decision/reasons.ts'
import type { Reason } from '../../src/decision/types.ts'
import { createTestIssuer, type TestToken } from '../../src/testing/index.ts'
import { hmac } from '../jwt/signer.ts'
import { type DpopClient, dpopClient, type ProofChanges, twinOf } from '../support/dpop-client.ts'
import { documentOf, type Guarded, guarded } from '../support/guarded.ts'
import { type RawAnswer, rawRequest } from '../support/raw.ts'
import { versions } from '../support/versions.ts'
import { assertAnswer, type Expected } from './answers.ts'

const issuer = await createTestIssuer()
const client = await dpopClient()
const stranger = await dpopClient()
const rsa = await dpopClient('RS256')
const ed = await dpopClient('Ed25519')

const bound = ({ jkt }: DpopClient = client, changes: TestToken = {}): Promise<string> =>
  issuer.token({ ...changes, claims: { cnf: { jkt } } })
const token = await bound()
const unbound = await issuer.token()

const url = 'http://api.test/token'
const good = (changes: ProofChanges = {}): string => client.proof({ url, token }, changes)
const claims = (changed: Readonly<Record<string, unknown>>): string => good({ claims: changed })
const header = (changed: Readonly<Record<string, unknown>>): string => good({ header: changed })
const now = (): number => Math.floor(Date.now() / 1000)

/** A request for `/token`. */
interface Row {
  readonly id: string
  readonly what: string
  readonly expected: Expected
  /** The one of the refusal. */
  readonly reason?: Reason
  readonly headers: () => readonly string[] | Promise<readonly string[]>
  readonly method?: string
  readonly target?: string
}

/** A bound token under DPoP, with this proof. */
function proof(id: string, what: string, make: () => string, reason?: Reason, more: Partial<Row> = {}): Row {
  const headers = () => [`Authorization: DPoP ${token}`, `DPoP: ${make()}`]
  return { id, what, headers, expected: 'D1', ...(reason === undefined ? {} : { reason }), ...more }
}

function lines(id: string, what: string, headers: Row['headers'], expected: Expected, reason?: Reason): Row {
  return { id, what, headers, expected, ...(reason === undefined ? {} : { reason }) }
}

const ok = { expected: 'OK' } as const

const proofs: readonly Row[] = [
  proof('D', 'a good proof', () => good(), undefined, ok),
  proof('D-05', 'no JWT', () => 'abc', 'dpop.malformed'),
  proof('D-05', 'an empty field', () => '', 'dpop.malformed'),
  proof('D-05', 'five parts', () => `${good()}.a.b`, 'dpop.malformed'),
  proof('D-05', 'JSON', () => '{"payload":"e30"}', 'dpop.malformed'),
  proof('D-05', 'padded', () => `${good()}=`, 'dpop.malformed'),
  proof('D-05', 'longer than 8 KiB', () => claims({ more: 'x'.repeat(7000) }), 'dpop.oversized'),
  ...['jti', 'htm', 'htu', 'iat', 'ath'].map((name) =>
    proof('D-06', `no ${name}`, () => claims({ [name]: undefined }), 'dpop.claims'),
  ),
  ...['jti', 'htm', 'htu', 'ath'].map((name) =>
    proof('D-06', `${name} that is no text`, () => claims({ [name]: 5 }), 'dpop.claims'),
  ),
  proof('D-06', 'iat as a text', () => claims({ iat: `${now()}` }), 'dpop.claims'),
  proof('D-06', 'iat that is no number of JSON', () => claims({ iat: null }), 'dpop.claims'),
  proof('D-06', 'a blank jti', () => claims({ jti: '  ' }), 'dpop.claims'),
  proof('D-06', 'an endless jti', () => claims({ jti: 'x'.repeat(513) }), 'dpop.claims'),
  proof('D-07', 'typ JWT', () => header({ typ: 'JWT' }), 'dpop.type'),
  proof('D-07', 'no typ', () => header({ typ: undefined }), 'dpop.type'),
  proof('D-07', 'typ at+jwt', () => header({ typ: 'at+jwt' }), 'dpop.type'),
  proof('D-08', 'alg none', () => header({ alg: 'none' }), 'dpop.algorithm'),
  proof('D-08', 'HS256 with the public key', () => header({ alg: 'HS256' }), 'dpop.algorithm'),
  proof('D-08', 'no alg', () => header({ alg: undefined }), 'dpop.algorithm'),
  proof('D-08', 'an algorithm of another key type', () => header({ alg: 'RS256' }), 'dpop.key'),
  proof('D-08', 'crit', () => header({ crit: ['b64'], b64: true }), 'dpop.critical'),
  ...[undefined, null, [], 'jwk', 5].map((jwk) =>
    proof('D-09', `jwk ${JSON.stringify(jwk)}`, () => header({ jwk }), 'dpop.key'),
  ),
  proof('D-09', 'a jwk without a point', () => header({ jwk: { kty: 'EC', crv: 'P-256' } }), 'dpop.key'),
  proof('D-09', 'a point off the curve', () => header({ jwk: { ...client.jwk, y: client.jwk.x } }), 'dpop.key'),
  proof('D-09', 'a jwk for encryption', () => header({ jwk: { ...client.jwk, use: 'enc' } }), 'dpop.key'),
  proof('D-10', 'a private jwk', () => header({ jwk: { ...client.jwk, d: 'AA' } }), 'dpop.private_key'),
  proof('D-11', 'a symmetric jwk', () => header({ jwk: { kty: 'oct', k: 'c2VjcmV0' } }), 'dpop.key'),
  proof(
    'D-11',
    'a symmetric jwk under HS256',
    () => good({ header: { alg: 'HS256', jwk: { kty: 'oct', k: 'c2VjcmV0' } }, sign: hmac('HS256', 'secret') }),
    'dpop.algorithm',
  ),
  proof('D-13', 'signed by another key', () => good({ sign: stranger.signer.sign }), 'dpop.signature'),
  proof('D-13', 'a signature of zeros', () => good({ sign: () => Buffer.alloc(64) }), 'dpop.signature'),
  proof('D-13', 'an empty signature', () => good({ sign: () => Buffer.alloc(0) }), 'dpop.malformed'),
  proof(
    'D-13',
    'a signature in DER',
    () => good({ sign: (input) => sign('sha256', Buffer.from(input), client.signer.privateKey) }),
    'dpop.signature',
  ),
  proof('D-14', 'by another key than the token is bound to', () => stranger.proof({ url, token }), 'dpop.binding', {
    expected: 'A2',
  }),
  proof('D-15', 'htm get', () => claims({ htm: 'get' }), 'dpop.method'),
  proof('D-15', 'htm POST', () => claims({ htm: 'POST' }), 'dpop.method'),
  proof('D-15', 'htm GET for HEAD', () => good(), undefined, { method: 'HEAD' }),
  proof('D-15', 'htm HEAD for HEAD', () => claims({ htm: 'HEAD' }), undefined, { ...ok, method: 'HEAD' }),
  ...[
    'http://api.test/tokens',
    'http://api.test/token/',
    'http://api.test/',
    'http://api.test/Token',
    'http://other.test/token',
    'http://api.test.evil/token',
    'http://api.test:8080/token',
    'https://api.test/token',
    'http://user@api.test/token',
    'http:/token',
    '//api.test/token',
    '/token',
    'token',
    'ftp://api.test/token',
    ' http://api.test/token',
    'http://api.test/token ',
    'http://api.test/%token',
    'http://api.test\\token',
  ].map((htu) => proof('D-16', `htu ${htu}`, () => claims({ htu }), 'dpop.uri')),
  proof('D-17', 'htu with a query', () => claims({ htu: `${url}?a=b` }), undefined, ok),
  proof('D-17', 'htu with a fragment', () => claims({ htu: `${url}#a` }), undefined, ok),
  proof('D-17', 'a query that the proof does not have', () => good(), undefined, { ...ok, target: '/token?x=1' }),
  proof(
    'D-18',
    'htu HTTP://API.test:80/a/../token',
    () => claims({ htu: 'HTTP://API.test:80/a/../token' }),
    undefined,
    ok,
  ),
  proof(
    'D-18',
    'htu with an escape that is not needed',
    () => claims({ htu: 'http://api.test/%74oken' }),
    undefined,
    ok,
  ),
  proof('D-18', 'htu with an empty port', () => claims({ htu: 'http://api.test:/./token' }), undefined, ok),
  proof('D-21', 'an absolute target of another host', () => good(), undefined, {
    ...ok,
    target: 'http://evil.test/token',
  }),
  proof('D-21', 'the host of an absolute target', () => claims({ htu: 'http://evil.test/token' }), 'dpop.uri', {
    target: 'http://evil.test/token',
  }),
  proof('D-22', 'made two minutes ago', () => claims({ iat: now() - 120 }), 'dpop.too_old'),
  proof('D-24', 'made in the future', () => claims({ iat: now() + 30 }), 'dpop.issued_in_future'),
  proof('D-24', 'made in the future, within the tolerance', () => claims({ iat: now() + 3 }), undefined, ok),
  proof('D-27', 'ath of another token', () => client.proof({ url, token: unbound }), 'dpop.token'),
  proof('D-27', 'ath in another encoding', () => claims({ ath: `${'A'.repeat(43)}=` }), 'dpop.token'),
]

const words: readonly Row[] = [
  lines('D-01', 'a bound token as Bearer', () => [`Authorization: Bearer ${token}`], 'A2', 'dpop.bearer'),
  lines(
    'D-01',
    'a bound token as Bearer, with its proof',
    () => [`Authorization: Bearer ${token}`, `DPoP: ${good()}`],
    'A2',
    'dpop.bearer',
  ),
  lines('D-02', 'DPoP without a proof', () => [`Authorization: DPoP ${token}`], 'A1', 'dpop.missing'),
  lines(
    'D-03',
    'an unbound token under DPoP',
    () => [`Authorization: DPoP ${unbound}`, `DPoP: ${client.proof({ url, token: unbound })}`],
    'A2',
    'dpop.unbound',
  ),
  ...['D-04', 'H-18'].flatMap((id) => [
    lines(
      id,
      'two DPoP fields',
      () => [`Authorization: DPoP ${token}`, `DPoP: ${good()}`, `dpop: ${good()}`],
      'D1' as const,
      'dpop.repeated',
    ),
    lines(
      id,
      'two proofs in one field',
      () => [`Authorization: DPoP ${token}`, `DPoP: ${good()}, ${good()}`],
      'D1' as const,
      'dpop.repeated',
    ),
  ]),
  lines(
    'H-30',
    'a DPoP header beside a bearer token',
    () => [`Authorization: Bearer ${unbound}`, `DPoP: ${client.proof({ url, token: unbound })}`],
    'A1',
    'dpop.beside_bearer',
  ),
  lines('D', 'lower case', () => [`authorization: dpop ${token}`, `dpop: ${good()}`], 'OK'),
  lines(
    'D',
    'an RSA key',
    async () => {
      const held = await bound(rsa)
      return [`Authorization: DPoP ${held}`, `DPoP: ${rsa.proof({ url, token: held })}`]
    },
    'OK',
  ),
  lines(
    'D',
    'an Ed25519 key',
    async () => {
      const held = await bound(ed)
      return [`Authorization: DPoP ${held}`, `DPoP: ${ed.proof({ url, token: held })}`]
    },
    'OK',
  ),
  lines(
    'D',
    'a token that is expired is told so, not its proof',
    async () => [`Authorization: DPoP ${await bound(client, { expiresIn: -60 })}`, `DPoP: ${good()}`],
    'A2',
    'token.expired',
  ),
  lines(
    'D',
    'a token bound in two ways',
    async () => {
      const cnf = { jkt: client.jkt, 'x5t#S256': 'a' }
      return [`Authorization: DPoP ${await issuer.token({ claims: { cnf } })}`, `DPoP: ${good()}`]
    },
    'A2',
    'token.confirmation',
  ),
]

const allowed: readonly Row[] = [lines('D', 'a plain bearer token', () => [`Authorization: Bearer ${unbound}`], 'OK')]

const required: readonly Row[] = [
  lines('D', 'a plain bearer token', () => [`Authorization: Bearer ${unbound}`], 'A2', 'dpop.required'),
]

const off: readonly Row[] = [
  lines('D-30', 'a bound token as Bearer', () => [`Authorization: Bearer ${token}`], 'A2', 'token.confirmation'),
  lines(
    'D-30',
    'a bound token with its proof',
    () => [`Authorization: DPoP ${token}`, `DPoP: ${good()}`],
    'A2',
    'dpop.off',
  ),
  lines('H-30', 'a header that nobody reads', () => [`Authorization: Bearer ${unbound}`, 'DPoP: x'], 'OK'),
]

const document = documentOf({ '/token': { get: { security: [{ auth0: [] }] } } })

const modes: readonly (readonly ['off' | 'allowed' | 'required', readonly Row[]])[] = [
  ['off', off],
  ['allowed', [...proofs, ...words, ...allowed]],
  ['required', [...proofs, ...words.filter(({ id }) => id !== 'H-30'), ...required]],
]

async function ask(app: Guarded, row: Row): Promise<RawAnswer> {
  return rawRequest(app.port, row.method ?? 'GET', row.target ?? '/token', await row.headers())
}

for (const { name, express } of versions) {
  for (const [dpop, rows] of modes) {
    describe(`proofs of possession on ${name}, ${dpop}`, () => {
      let app: Guarded
      before(async () => {
        app = await guarded(express, {
          document,
          routes: (router, ran) => void router.get('/token', (_req, res) => void res.json(ran('token'))),
          options: { schemes: { auth0: { ...issuer.scheme, dpop } } },
        })
      })
      after(() => app[Symbol.asyncDispose]())

      it('A0 a request without a credential is asked for those that count', async () => {
        const { text } = await rawRequest(app.port, 'GET', '/token')
        const words = [...text.matchAll(/^www-authenticate: (\w+) realm="api"(?!.*error=)/gim)].map(([, word]) => word)
        const asked = { off: ['Bearer'], allowed: ['Bearer', 'DPoP'], required: ['DPoP'] }
        assert.deepEqual(words, asked[dpop])
      })

      for (const row of rows) {
        it(`${row.id} ${row.what}`, async () => {
          app.ran.length = 0
          const answer = await ask(app, row)
          assertAnswer(answer, row.expected)
          assert.equal(app.ran.length, row.expected === 'OK' ? 1 : 0)
          if (dpop === 'required' && row.expected !== 'OK') assert.match(answer.text, /^www-authenticate: DPoP /im)
          if (row.reason !== undefined)
            assert.ok(answer.text.includes(JSON.stringify(reasons[row.reason].sentence)), answer.text)
        })
      }
    })
  }
}

describe('a proof that was used', () => {
  let app: Guarded
  before(async () => {
    app = await guarded(express, {
      document,
      routes: (router, ran) => void router.get('/token', (_req, res) => void res.json(ran('token'))),
      options: { schemes: { auth0: { ...issuer.scheme, dpop: 'required' } } },
    })
  })
  after(() => app[Symbol.asyncDispose]())

  const send = (used: string): Promise<RawAnswer> =>
    ask(
      app,
      proof('', '', () => used),
    )

  it('D-23 is not good again, nor is another with its jti', async () => {
    const used = good({ claims: { jti: 'once' } })
    assertAnswer(await send(used), 'OK')
    assertAnswer(await send(used), 'D1')
    assertAnswer(await send(good({ claims: { jti: 'once' } })), 'D1')
    assertAnswer(await send(good({ claims: { jti: 'twice' } })), 'OK')
  })

  it("D-23 is somebody else's where the key is: a jti belongs to its key", async () => {
    const held = await bound(stranger)
    assertAnswer(await send(good({ claims: { jti: 'ours' } })), 'OK')
    const theirs = stranger.proof({ url, token: held }, { claims: { jti: 'ours' } })
    const headers = [`Authorization: DPoP ${held}`, `DPoP: ${theirs}`]
    assertAnswer(await rawRequest(app.port, 'GET', '/token', headers), 'OK')
  })

  it('D-25 is not good with the twin of its signature, nor in another encoding', async () => {
    const used = good()
    assertAnswer(await send(used), 'OK')
    assertAnswer(await send(twinOf(used)), 'D1')
    const unused = good()
    assertAnswer(await send(twinOf(unused)), 'OK')
    assertAnswer(await send(unused), 'D1')
    assertAnswer(await send(`${good()}==`), 'D1')
  })

  it('D-30 is good for one of a hundred requests at once', async () => {
    app.ran.length = 0
    const used = good()
    const answers = await Promise.all(Array.from({ length: 100 }, () => send(used)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.equal(answers.filter(({ status }) => status === 401).length, 99)
    assert.equal(app.ran.length, 1)
  })

  it('is not used up by a request that it is not good for', async () => {
    const unused = good()
    const headers = [`Authorization: DPoP ${token}`, `DPoP: ${unused}`]
    assertAnswer(await rawRequest(app.port, 'HEAD', '/token', headers), 'D1')
    assertAnswer(await send(unused), 'OK')
  })
})
