import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTokenVerifier } from '../../src/jwt/create-token-verifier.ts'
import { compact, createSigner } from './signer.ts'
import { askerOf, audience, goodClaims, issuer, now, servicesOf, settingsOf, trust } from './verifying.ts'

const signer = createSigner('ES256')
const trusted = trust([signer.jwk])
const ask = askerOf([trusted])
const strict = askerOf([trusted], { profile: 'at+jwt' })
const under = (changes: Readonly<Record<string, unknown>>) => signer.token(goodClaims(changes))

type Row = readonly [id: string, changes: Readonly<Record<string, unknown>>, expected: string]

function rowsFor(title: string, rows: readonly Row[], asked: typeof ask = ask): void {
  describe(title, () => {
    for (const [id, changes, expected] of rows) {
      const shown = Object.entries(changes).map(([name, value]) => `${name} ${JSON.stringify(value) ?? 'absent'}`)
      it(`${id} ${shown.join(', ')}: ${expected}`, async () => assert.equal(await asked(under(changes)), expected))
    }
  })
}

rowsFor('issuer', [
  ['C-11', { iss: undefined }, 'token.issuer'],
  ['C-11', { iss: null }, 'token.issuer'],
  ['C-11', { iss: 5 }, 'token.issuer'],
  ['C-11', { iss: [issuer] }, 'token.issuer'],
  ['C-11', { iss: [issuer, 'https://attacker.example/'] }, 'token.issuer'],
  ['C-11', { iss: { toString: issuer } }, 'token.issuer'],
  ['C-11', { iss: issuer.toUpperCase() }, 'token.issuer'],
  ['C-11', { iss: issuer.slice(0, -1) }, 'token.issuer'],
  ['C-11', { iss: `${issuer}/` }, 'token.issuer'],
  ['C-11', { iss: `${issuer} ` }, 'token.issuer'],
  ['C-11', { iss: 'https://xn--issuer.example/' }, 'token.issuer'],
  ['C-11', { iss: 'https://ıssuer.example/' }, 'token.issuer'],
  ['C-11', { iss: 'https://user@issuer.example/' }, 'token.issuer'],
  ['C-11', { iss: '__proto__' }, 'token.issuer'],
])

rowsFor('audience', [
  ['C-14', { aud: undefined }, 'token.audience'],
  ['C-14', { aud: [] }, 'token.audience'],
  ['C-14', { aud: 5 }, 'token.audience'],
  ['C-14', { aud: null }, 'token.audience'],
  ['C-14', { aud: { 0: audience, length: 1 } }, 'token.audience'],
  ['C-14', { aud: [[audience]] }, 'token.audience'],
  ['C-14', { aud: [audience, 5] }, 'token.audience'],
  ['C-14', { aud: [audience, null] }, 'token.audience'],
  ['C-14', { aud: [audience, 'https://other.example'] }, 'verified'],
  ['C-14', { aud: ['https://other.example', audience] }, 'verified'],
  ['C-16', { aud: audience.toUpperCase() }, 'token.audience'],
  ['C-16', { aud: `${audience}/` }, 'token.audience'],
  ['C-16', { aud: `${audience} ` }, 'token.audience'],
  ['C-16', { aud: `${audience} https://other.example` }, 'token.audience'],
  ['C-16', { aud: audience.slice(0, -1) }, 'token.audience'],
  ['C-18', { aud: 'client-id-of-the-web-app', nonce: 'n' }, 'token.audience'],
])

describe('an audience in another claim', () => {
  const byClient = askerOf([trusted], { audienceClaim: ['client_id'] })
  const byPath = askerOf([trusted], { audienceClaim: ['app', 'id'] })
  const rows: readonly (readonly [
    asked: typeof byClient,
    changes: Readonly<Record<string, unknown>>,
    expected: string,
  ])[] = [
    [byClient, { aud: undefined, client_id: audience }, 'verified'],
    [byClient, { aud: audience, client_id: audience }, 'verified'],
    // What a token says in `aud` counts whatever the claim is: never weaker than an audience check.
    [byClient, { aud: 'https://other.example', client_id: audience }, 'token.audience'],
    [byClient, { aud: null, client_id: audience }, 'token.audience'],
    [byClient, { aud: [], client_id: audience }, 'token.audience'],
    [byClient, { aud: audience }, 'token.audience'],
    [byClient, { aud: undefined }, 'token.audience'],
    [byClient, { aud: undefined, client_id: `${audience}/` }, 'token.audience'],
    [byClient, { aud: undefined, client_id: { 0: audience, length: 1 } }, 'token.audience'],
    [byPath, { aud: undefined, app: { id: audience } }, 'verified'],
    [byPath, { aud: undefined, app: { id: 'other' } }, 'token.audience'],
    [byPath, { aud: undefined, app: audience }, 'token.audience'],
    [askerOf([trusted], { audienceClaim: ['toString'] }), { aud: undefined }, 'token.audience'],
  ]
  for (const [asked, changes, expected] of rows) {
    it(`C-14 ${JSON.stringify(changes)}: ${expected}`, async () => assert.equal(await asked(under(changes)), expected))
  }

  it('C-14 RFC 9068 wants an aud all the same', async () => {
    const asked = askerOf([trusted], { audienceClaim: ['client_id'], profile: 'at+jwt' })
    const token = (aud: string | undefined) =>
      signer.token(goodClaims({ aud, client_id: audience, jti: 'j' }), { typ: 'at+jwt' })
    assert.equal(await asked(token(undefined)), 'token.audience')
    assert.equal(await asked(token(audience)), 'verified')
  })
})

rowsFor('identifiers', [
  ['C-11', { sub: 5 }, 'token.claim'],
  ['C-11', { sub: null }, 'token.claim'],
  ['C-11', { sub: ['alice'] }, 'token.claim'],
  ['C-11', { jti: 5 }, 'token.claim'],
  ['C-11', { client_id: {} }, 'token.claim'],
  ['C-11', { sub: undefined }, 'verified'],
])

rowsFor('confirmation', [
  ['C-31', { cnf: {} }, 'token.confirmation'],
  ['C-31', { cnf: null }, 'token.confirmation'],
  ['C-31', { cnf: 'x' }, 'token.confirmation'],
  ['C-31', { cnf: [] }, 'token.confirmation'],
  ['C-31', { cnf: { unknown: 1 } }, 'token.confirmation'],
  ['C-31', { cnf: { jkt: 'a', 'x5t#S256': 'b' } }, 'token.confirmation'],
  ['D-30', { cnf: { jkt: 'a' } }, 'token.confirmation'],
  ['C-32', { cnf: { 'x5t#S256': 'a' } }, 'token.confirmation'],
])

describe('RFC 9068', () => {
  const complete = { client_id: 'web', jti: 'j1' }
  const rows: readonly Row[] = [
    ['C-19', {}, 'verified'],
    ['C-19', { sub: undefined }, 'token.claim'],
    ['C-19', { client_id: undefined }, 'token.claim'],
    ['C-19', { jti: undefined }, 'token.claim'],
    ['C-19', { iat: undefined }, 'token.claim'],
    ['C-19', { iat: String(now) }, 'token.claim'],
    ['C-19', { jti: 1 }, 'token.claim'],
  ]
  for (const [id, changes, expected] of rows) {
    it(`${id} at+jwt with ${JSON.stringify(changes)}: ${expected}`, async () => {
      const token = signer.token(goodClaims({ ...complete, ...changes }), { typ: 'at+jwt' })
      assert.equal(await strict(token), expected)
    })
  }
})

describe('required claims', () => {
  const required = new Map<string, unknown>([
    ['gty', ['password', 'authorization_code']],
    ['email_verified', true],
  ])
  const asked = askerOf([trusted], { requiredClaims: required })
  const rows: readonly Row[] = [
    ['C-30', { gty: 'password', email_verified: true }, 'verified'],
    ['C-30', { gty: 'authorization_code', email_verified: true }, 'verified'],
    ['C-30', { gty: 'client-credentials', email_verified: true }, 'token.required_claim'],
    ['C-30', { gty: 'password' }, 'token.required_claim'],
    ['C-30', { gty: 'password', email_verified: 'true' }, 'token.required_claim'],
    ['C-30', { gty: 'password', email_verified: 1 }, 'token.required_claim'],
    ['C-30', { gty: ['password'], email_verified: true }, 'token.required_claim'],
    ['C-30', { email_verified: true }, 'token.required_claim'],
  ]
  for (const [id, changes, expected] of rows) {
    it(`${id} ${JSON.stringify(changes)}: ${expected}`, async () => assert.equal(await asked(under(changes)), expected))
  }

  it('S-18 a claim that every object inherits is not there', async () => {
    const inherited = askerOf([trusted], { requiredClaims: new Map([['toString', Object.prototype.toString]]) })
    assert.equal(await inherited(under({})), 'token.required_claim')
  })

  it('a demand that is an object is met by nothing', async () => {
    const object = askerOf([trusted], { requiredClaims: new Map([['org', { id: 1 }]]) })
    assert.equal(await object(under({ org: { id: 1 } })), 'token.required_claim')
  })
})

describe('what is handed out', () => {
  const verifier = createTokenVerifier(settingsOf([trusted]), servicesOf(), () => now)

  it('claims and header are frozen through and through', async () => {
    const claims = goodClaims({ act: { sub: 'bob', roles: ['a', { b: 1 }] } })
    const verdict = await verifier.verify(signer.token(claims), { mayWait: true })
    assert.ok(verdict.kind === 'verified')
    assert.deepEqual(verdict.claims, claims)
    assert.deepEqual(verdict.header, { alg: 'ES256', kid: signer.kid })
    assertFrozen(verdict)
  })

  it('C-33 text in a claim is handed over as data', async () => {
    const sub = 'a\r\nSet-Cookie: b\u2028\u{1F600}"\\'
    const verdict = await verifier.verify(signer.token(goodClaims({ sub })), { mayWait: true })
    assert.ok(verdict.kind === 'verified')
    assert.equal(verdict.claims.sub, sub)
  })

  it('S-18 a claim named __proto__ changes no prototype', async () => {
    const text = `{"__proto__":{"admin":true},${JSON.stringify(goodClaims()).slice(1)}`
    const token = compact(JSON.stringify({ alg: 'ES256' }), text, signer.sign)
    const verdict = await verifier.verify(token, { mayWait: true })
    assert.ok(verdict.kind === 'verified')
    assert.equal(verdict.claims.admin, undefined)
    assert.equal(Object.getPrototypeOf(verdict.claims), Object.prototype)
  })
})

function assertFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  assert.ok(Object.isFrozen(value))
  for (const member of Object.values(value)) assertFrozen(member)
}
