import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { createKeySource } from '../../../src/jwt/keys/create-key-source.ts'
import type { KeySource } from '../../../src/jwt/types.ts'
import { createMisbehavingIssuer, hang, json, jwksPath, type MisbehavingIssuer, status } from '../misbehaving-issuer.ts'
import { createSigner, type Signer } from '../signer.ts'
import { askerOf, goodClaims, trust } from '../verifying.ts'

const signer = createSigner('ES256', 'first')
const next = createSigner('ES256', 'next')
let issuer: MisbehavingIssuer
let source: KeySource

before(async () => {
  issuer = await createMisbehavingIssuer()
})
after(() => issuer.close())
beforeEach(() => issuer.publish(signer.jwk))
afterEach(() => {
  source.close()
  issuer.answer(jwksPath, undefined)
})

describe('what a caller can cause with a token', () => {
  const ask = () =>
    askerOf([trust([], { keys: { kind: 'jwksUri', url: issuer.jwksUri } })], {}, (trusted) => {
      source = createKeySource(trusted, { firstPauseMs: 2000 })
      return source
    })

  const refusedBefore: readonly (readonly [id: string, what: string, token: (from: Signer) => string])[] = [
    ['J-27', 'garbage', () => 'e30.AAAA'],
    ['J-27', 'garbage in three parts', () => 'e30.e30.AAAA'],
    ['K-01', 'alg none', (from) => from.token(goodClaims(), { alg: 'none' })],
    ['J-27', 'an algorithm that is not allowed', (from) => from.token(goodClaims(), { alg: 'ES512' })],
    ['C-13', 'another issuer', (from) => from.token(goodClaims({ iss: 'https://attacker.example/' }))],
    ['J-27', 'another audience', (from) => from.token(goodClaims({ aud: 'https://other.example' }))],
    ['J-27', 'expired', (from) => from.token(goodClaims({ exp: 1 }))],
    ['J-27', 'not yet valid', (from) => from.token(goodClaims({ nbf: 2_000_000_000 }))],
    ['K-14', 'a kid that is a number', (from) => from.token(goodClaims(), { kid: 5 })],
    ['K-18', 'keys of its own', (from) => from.token(goodClaims({ exp: 1 }), { jku: `${issuer.origin}/attack` })],
    ['C-31', 'a confirmation', (from) => from.token(goodClaims({ cnf: {} }))],
  ]
  for (const [id, what, token] of refusedBefore) {
    it(`${id} ${what}: no request`, async () => {
      const asked = ask()
      const before = issuer.requests.length
      assert.match(await asked(token(signer)), /^token\./)
      assert.equal(issuer.requests.length, before)
    })
  }

  it('F-04 while the issuer is down nobody is told that a token is invalid', async () => {
    issuer.answer(jwksPath, status(500))
    const asked = ask()
    assert.equal(await asked(signer.token(goodClaims())), 'issuer.unavailable')
    assert.equal(await asked(next.token(goodClaims())), 'issuer.unavailable')
    assert.equal(await asked(signer.token(goodClaims({ exp: 1 }))), 'token.expired')
  })

  it('K-16 K-18 a forged token with an unknown kid and addresses of its own reaches only the issuer’s key set', async () => {
    const asked = ask()
    await source.ready()
    const before = issuer.requests.length
    const forged = next.token(goodClaims(), {
      kid: '../attack',
      jku: `${issuer.origin}/attack`,
      x5u: `${issuer.origin}/attack`,
    })
    assert.equal(await asked(forged), 'key.unknown')
    assert.deepEqual(
      issuer.requests.slice(before).map(({ path }) => path),
      [jwksPath],
    )
  })

  it('a good token', async () => assert.equal(await ask()(signer.token(goodClaims())), 'verified'))
})

describe('several issuers', () => {
  it('C-12 Q-11 keys of one issuer never verify a token of another, whatever kid and algorithm say', async () => {
    const ours = createSigner('RS256', 'same')
    const theirs = createSigner('RS256', 'same')
    const asked = askerOf([
      trust([ours.jwk], { issuer: 'https://a.example/' }),
      trust([theirs.jwk], {
        issuer: 'https://b.example/',
        audiences: ['https://b.api.example'],
        algorithms: ['RS256'],
      }),
    ])
    const a = { iss: 'https://a.example/' }
    const b = { iss: 'https://b.example/', aud: 'https://b.api.example' }
    assert.equal(await asked(ours.token(goodClaims(a))), 'verified')
    assert.equal(await asked(theirs.token(goodClaims(b))), 'verified')
    assert.equal(await asked(theirs.token(goodClaims(a))), 'token.signature')
    assert.equal(await asked(ours.token(goodClaims(b))), 'token.signature')
    assert.equal(await asked(theirs.token(goodClaims({ ...b, aud: 'https://api.example' }))), 'token.audience')
    assert.equal(await asked(next.token(goodClaims(b))), 'token.algorithm')
  })

  it('J-16 one that hangs holds up nobody else', async () => {
    issuer.answer('/hanging', hang)
    issuer.answer(jwksPath, json({ keys: [signer.jwk] }))
    const sources: KeySource[] = []
    const asked = askerOf(
      [
        trust([], { issuer: 'https://dead.example/', keys: { kind: 'jwksUri', url: `${issuer.origin}/hanging` } }),
        trust([], { keys: { kind: 'jwksUri', url: issuer.jwksUri } }),
      ],
      {},
      (trusted) => {
        const one = createKeySource(trusted, { deadlineMs: 300 })
        sources.push(one)
        return one
      },
    )
    const dead = asked(signer.token(goodClaims({ iss: 'https://dead.example/' })))
    assert.equal(await Promise.race([dead, asked(signer.token(goodClaims()))]), 'verified')
    assert.equal(await dead, 'issuer.unavailable')
    for (const one of sources) one.close()
  })

  it('two of one name are a mistake of whoever configures', () => {
    assert.throws(() => askerOf([trust([signer.jwk]), trust([next.jwk])]), /same name/)
  })
})
