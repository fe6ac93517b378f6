import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createTokenVerifier } from '../../src/jwt/create-token-verifier.ts'
import { createKeySource } from '../../src/jwt/keys/create-key-source.ts'
import { createTokenCache, type TokenCache, type VerifiedToken } from '../../src/jwt/token-cache.ts'
import type { KeySource, TrustedIssuer, VerificationKey } from '../../src/jwt/types.ts'
import { createSigner } from './signer.ts'
import { goodClaims, inOneWord, now, servicesOf, settingsOf, trust } from './verifying.ts'

const signer = createSigner('RS256')
const verified = (sub: string): VerifiedToken => ({
  header: {},
  claims: { sub },
  wanted: { alg: 'RS256', kid: undefined },
  key: Object(signer.publicKey) as VerificationKey,
  verdict: { kind: 'verified', claims: { sub }, header: {}, scopes: new Set() },
})

function keep(cache: TokenCache, text: string, verified: VerifiedToken): void {
  cache.add(cache.nameOf(text), verified, text.length)
}

describe('remembered tokens', () => {
  it('are found by their exact bytes', () => {
    const cache = createTokenCache(10)
    const ann = verified('ann')
    keep(cache, 'token of ann', ann)
    assert.equal(cache.get(cache.nameOf('token of ann')), ann)
    assert.equal(cache.get(cache.nameOf('token of ann ')), undefined)
    assert.equal(cache.get(cache.nameOf('')), undefined)
  })

  it('are so many at most; those that were used least recently leave first', () => {
    const cache = createTokenCache(3)
    for (const name of ['a', 'b', 'c']) keep(cache, name, verified(name))
    cache.get(cache.nameOf('a'))
    keep(cache, 'd', verified('d'))
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((name) => cache.get(cache.nameOf(name)) !== undefined),
      [true, false, true, true],
    )
    assert.equal(cache.size, 3)
  })

  it('hold so many bytes at most, and one that is larger than all of them is not kept', () => {
    const cache = createTokenCache(1000, 100)
    for (let index = 0; index < 50; index++) keep(cache, `${index}`.padEnd(10), verified('x'))
    assert.equal(cache.size, 10)
    keep(cache, 'y'.repeat(101), verified('y'))
    assert.equal(cache.size, 0)
    keep(cache, 'z', verified('z'))
    assert.equal(cache.size, 1)
  })

  it('count once when they come again', () => {
    const cache = createTokenCache(10, 100)
    for (let index = 0; index < 30; index++) keep(cache, 'the same ten', verified('x'))
    assert.equal(cache.size, 1)
    keep(cache, 'y'.repeat(80), verified('y'))
    assert.equal(cache.size, 2)
  })

  it('are none where the cache is off', () => {
    const cache = createTokenCache(0)
    keep(cache, 'a', verified('a'))
    assert.deepEqual([cache.get(cache.nameOf('a')), cache.size], [undefined, 0])
  })
})

/** A verifier whose clock and keys can be set, and the count of signatures that it judged. */
function verifying(changes: Parameters<typeof settingsOf>[1] = {}, trusted: TrustedIssuer = trust([signer.jwk])) {
  let time = now
  let source: KeySource = createKeySource(trusted)
  const services = servicesOf(() => ({ ...source, find: (...asked) => source.find(...asked) }))
  const verifier = createTokenVerifier(settingsOf([trusted], changes), services, () => time)
  return {
    ask: async (token: string) => inOneWord(await verifier.verify(token, { mayWait: true })),
    verify: async (token: string) => await verifier.verify(token, { mayWait: true }),
    at(seconds: number) {
      time = seconds
    },
    publish(...jwks: readonly object[]) {
      source = createKeySource(trust(jwks))
    },
    get checked() {
      return services.counts.signaturesChecked
    },
    get remembered() {
      return services.counts.signaturesRemembered
    },
  }
}

describe('a token that comes again', () => {
  it('has its signature judged once, and gives the same frozen claims', async () => {
    const { verify } = verifying()
    const token = signer.token(goodClaims({ nested: { list: [1] } }))
    const [first, second] = [await verify(token), await verify(token)]
    assert.ok(first.kind === 'verified' && second.kind === 'verified')
    assert.equal(first.claims, second.claims)
    assert.ok(Object.isFrozen(first.claims.nested) && Object.isFrozen(first.header))
    assert.throws(() => Object.assign(first.claims, { sub: 'admin' }), TypeError)
  })

  it('is answered without a promise', async () => {
    const services = servicesOf()
    const verifier = createTokenVerifier(settingsOf([trust([signer.jwk])]), services, () => now)
    const token = signer.token(goodClaims())
    await verifier.verify(token, { mayWait: true })
    assert.ok(!(verifier.verify(token, { mayWait: true }) instanceof Promise))
    const { signaturesChecked, signaturesRemembered } = services.counts
    assert.deepEqual({ signaturesChecked, signaturesRemembered }, { signaturesChecked: 1, signaturesRemembered: 1 })
  })

  it('Q-03 is judged by the clock each time', async () => {
    const gate = verifying()
    const token = signer.token(goodClaims({ nbf: now - 10, exp: now + 100 }))
    assert.equal(await gate.ask(token), 'verified')
    gate.at(now + 106)
    assert.equal(await gate.ask(token), 'token.expired')
    gate.at(now - 60)
    assert.equal(await gate.ask(token), 'token.not_yet_valid')
    gate.at(now)
    assert.equal(await gate.ask(token), 'verified')
    assert.equal(gate.checked, 1)
  })

  it('Q-03 is worth nothing once its key is gone', async () => {
    const gate = verifying()
    const other = createSigner('ES256')
    const token = signer.token(goodClaims())
    assert.equal(await gate.ask(token), 'verified')
    gate.publish(other.jwk)
    assert.equal(await gate.ask(token), 'key.unknown')
  })

  it('Q-03 is judged anew under a key that has taken the name of its own', async () => {
    const gate = verifying()
    const token = signer.token(goodClaims())
    assert.equal(await gate.ask(token), 'verified')
    gate.publish(createSigner('RS256', signer.kid).jwk)
    assert.equal(await gate.ask(token), 'token.signature')
    assert.equal(gate.checked, 2)
  })

  it('Q-04 that was refused is judged again', async () => {
    const gate = verifying()
    const token = signer.token(goodClaims())
    gate.publish(createSigner('ES256').jwk)
    assert.equal(await gate.ask(token), 'key.unknown')
    gate.publish(createSigner('RS256', signer.kid).jwk)
    assert.equal(await gate.ask(token), 'token.signature')
    gate.publish(signer.jwk)
    assert.equal(await gate.ask(token), 'verified')
  })

  it('Q-05 tokens that are refused push out nobody', async () => {
    const gate = verifying({ cacheEntries: 2 })
    const good = signer.token(goodClaims())
    const forger = createSigner('RS256', signer.kid)
    await gate.ask(good)
    for (let index = 0; index < 20; index++) await gate.ask(forger.token(goodClaims({ sub: `user ${index}` })))
    await gate.ask(good)
    assert.equal(gate.remembered, 1)
  })

  it('C-30 is asked for the claims that are required each time', async () => {
    const gate = verifying({ requiredClaims: new Map([['role', 'staff']]) })
    const token = signer.token(goodClaims({ role: 'guest' }))
    assert.deepEqual([await gate.ask(token), await gate.ask(token)], ['token.required_claim', 'token.required_claim'])
    assert.deepEqual([gate.checked, gate.remembered], [1, 1])
  })

  it('with the cache off is judged in full each time', async () => {
    const gate = verifying({ cacheEntries: 0 })
    const token = signer.token(goodClaims())
    for (let index = 0; index < 3; index++) assert.equal(await gate.ask(token), 'verified')
    assert.deepEqual([gate.checked, gate.remembered], [3, 0])
  })
})
