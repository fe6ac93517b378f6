import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type IntrospectionEndpoint, introspectionEndpoint } from '../../support/introspection-endpoint.ts'
import { createSigner } from '../signer.ts'
import { audience } from '../verifying.ts'
import { type AskingChanges, active, asking } from './asking.ts'

const signer = createSigner('ES256')
const seconds = Math.floor(Date.now() / 1000)

describe('a JWT that is asked about as well', () => {
  let server: IntrospectionEndpoint
  before(async () => {
    server = await introspectionEndpoint()
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => {
    server.questions.length = 0
  })
  const gateOf = (token: AskingChanges['token'] = {}) =>
    asking(server, {
      settings: { mode: 'jwt' },
      trusted: { algorithms: ['ES256'], keys: { kind: 'jwks', keys: [signer.jwk] } },
      token,
    })
  const jwtOf = (claims: Record<string, unknown> = {}): string =>
    signer.token({ iss: server.issuer, aud: audience, sub: 'alice', exp: seconds + 600, scope: 'a b', ...claims })

  it('has the claims of the JWT, and is asked about once', async () => {
    const token = jwtOf({ only: 'here' })
    server.know(token, active({ sub: 'other', scope: 'a b' }))
    const gate = gateOf()
    for (let n = 0; n < 3; n += 1) {
      const verdict = await gate.verdict(token)
      assert.ok(verdict.kind === 'verified')
      assert.deepEqual([verdict.claims.sub, verdict.claims.only, verdict.header?.alg], ['alice', 'here', 'ES256'])
    }
    assert.equal(server.questions.length, 1)
  })

  it('X-19 I-13 one that is not good by itself costs no question', async () => {
    const gate = gateOf()
    const forged = createSigner('ES256').token({ iss: server.issuer, aud: audience, exp: seconds + 600 })
    for (const token of [jwtOf({ exp: seconds - 60 }), jwtOf({ aud: 'x' }), jwtOf({ iss: 'x' }), forged, 'opaque']) {
      server.know(token, active())
      assert.notEqual(await gate.word(token), 'verified')
    }
    assert.equal(server.questions.length, 0)
  })

  it('I-03 what the endpoint says has to be good too; it need not say all', async () => {
    for (const [told, word] of [
      [{ active: true }, 'verified'],
      [{ active: false }, 'token.inactive'],
      [active({ exp: seconds - 60 }), 'token.expired'],
      [active({ aud: 'https://other.example' }), 'token.audience'],
      [active({ iss: 'https://other.example' }), 'token.issuer'],
      [active({ token_use: 'refresh' }), 'token.type'],
    ] as const) {
      const token = jwtOf({ jti: word })
      server.know(token, told)
      assert.equal(await gateOf().word(token), word)
    }
  })

  it('I-05 a binding stands in both, or nothing could prove it', async () => {
    const token = { confirmations: new Set(['jkt']) }
    const words = []
    for (const [own, told] of [
      [{ jkt: 'x' }, { jkt: 'x' }],
      [{ jkt: 'x' }, undefined],
      [{ jkt: 'x' }, { jkt: 'y' }],
      [undefined, { jkt: 'x' }],
    ]) {
      const jwt = jwtOf({ cnf: own })
      server.know(jwt, active({ cnf: told }))
      words.push(await gateOf(token).word(jwt))
    }
    assert.deepEqual(words, ['verified', 'verified', 'token.confirmation', 'token.confirmation'])
  })

  const scopes: readonly (readonly [string, object, object, readonly string[]])[] = [
    ['no more than both', { scope: 'a b' }, { scope: 'b c' }, ['b']],
    ['nothing, where the answer grants nothing', { scope: 'a b' }, { scope: '' }, []],
    ['as the JWT says, where the answer is silent', { scope: 'a b' }, { scope: undefined }, ['a', 'b']],
    ['scp is scope', { scope: undefined, scp: ['a', 'b'] }, { scope: 'a' }, ['a']],
    ['another claim by itself', { scope: 'a', permissions: ['p', 'q'] }, { scope: 'a' }, ['a', 'p', 'q']],
    ['another claim as well', { scope: 'a', permissions: ['p', 'q'] }, { scope: 'a', permissions: ['q'] }, ['a', 'q']],
  ]
  for (const [name, own, told, granted] of scopes) {
    it(`grants ${name}`, async () => {
      const token = jwtOf({ jti: name, ...own })
      server.know(token, active(told as Record<string, unknown>))
      const gate = gateOf({ scopeClaims: [['scope'], ['scp'], ['permissions']] })
      for (let n = 0; n < 2; n += 1) {
        const verdict = await gate.verdict(token)
        assert.ok(verdict.kind === 'verified')
        assert.deepEqual([...verdict.scopes], granted)
      }
    })
  }
})
