import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { VerificationKey } from '../../../src/jwt/types.ts'
import { hang, json, jwksPath, status } from '../misbehaving-issuer.ts'
import { createSigner, signerOf } from '../signer.ts'
import { askerOf, goodClaims, trust } from '../verifying.ts'
import { type ObservedSource, observe } from './observed-source.ts'

const signer = createSigner('ES256', 'first')
const other = createSigner('ES256', 'first')
const next = createSigner('ES256', 'next')
const known = { alg: 'ES256', kid: 'first' }

async function keyOf({ source }: ObservedSource, wanted = known): Promise<VerificationKey> {
  const lookup = await source.find(wanted, true)
  return lookup.kind === 'key' ? lookup.key : assert.fail(lookup.kind)
}

describe('how soon keys are fetched again', () => {
  const cases: readonly (readonly [cacheControl: string, least: number, most: number])[] = [
    ['max-age=120', 76, 97],
    ['max-age=0', 38, 48],
    ['no-store', 38, 48],
    [`max-age=${10 ** 9}`, 380, 480],
    ['private', 380, 480],
  ]
  for (const [cacheControl, least, most] of cases) {
    it(`J-20 ${cacheControl}: after ${least} to ${most} seconds`, async () => {
      await using seen = await observe([])
      seen.issuer.answer(jwksPath, json({ keys: [signer.jwk] }, { 'cache-control': cacheControl }))
      await seen.source.ready()
      const { nextTrySeconds = 0 } = seen.source.health()
      assert.ok(nextTrySeconds >= least && nextTrySeconds <= most, `${nextTrySeconds}`)
    })
  }

  const pauses: readonly (readonly [retryAfter: string, least: number, most: number])[] = [
    ['30', 30, 36],
    ['3600', 300, 360],
    ['0', 1, 2],
  ]
  for (const [retryAfter, least, most] of pauses) {
    it(`F-07 after Retry-After: ${retryAfter}, in ${least} to ${most} seconds; callers are told the same`, async () => {
      await using seen = await observe([])
      seen.issuer.answer(jwksPath, status(429, { 'retry-after': retryAfter }))
      const lookup = await seen.source.find(known, true)
      const { nextTrySeconds = 0 } = seen.source.health()
      assert.ok(nextTrySeconds >= least && nextTrySeconds <= most, `${nextTrySeconds}`)
      assert.ok(lookup.kind === 'unavailable' && Math.abs(lookup.retryAfter - nextTrySeconds) <= 1)
    })
  }
})

describe('a refresh that is asked for', () => {
  it('takes keys over that are the same, so that what they verified stays verified', async () => {
    await using seen = await observe([signer.jwk])
    const before = await keyOf(seen)
    seen.issuer.publish(next.jwk, { ...signer.jwk, use: 'sig' })
    await seen.source.refresh()
    assert.equal(await keyOf(seen), before)
    seen.issuer.publish(next.jwk, other.jwk)
    await seen.source.refresh()
    assert.notEqual(await keyOf(seen), before)
  })

  it('F-12 Q-09 takes a key away at once', async () => {
    await using seen = await observe([signer.jwk, next.jwk])
    await seen.source.ready()
    seen.issuer.publish(next.jwk)
    await seen.source.refresh()
    assert.deepEqual(await seen.source.find(known, true), { kind: 'refused', reason: 'key.unknown' })
  })

  it('asks anew where a fetch was under way before', async () => {
    await using seen = await observe([signer.jwk])
    seen.issuer.answer(jwksPath, (request, response) => {
      setTimeout(() => json({ keys: [signer.jwk] })(request, response), 100)
    })
    const ready = seen.source.ready()
    await sleep(20)
    const refreshed = seen.source.refresh()
    seen.issuer.answer(jwksPath, json({ keys: [next.jwk] }))
    await Promise.all([ready, refreshed])
    assert.equal(seen.fetches(), 2)
    assert.equal((await keyOf(seen, { alg: 'ES256', kid: 'next' })).kid, 'next')
  })

  it('resolves when the issuer is down, and keeps the keys', async () => {
    await using seen = await observe([signer.jwk])
    const before = await keyOf(seen)
    await seen.issuer.stop()
    await seen.source.refresh()
    assert.equal(await keyOf(seen), before)
  })

  it('F-38 is no fault of the issuer where this process was busy', async () => {
    await using seen = await observe([signer.jwk], { deadlineMs: 400 })
    const refreshed = seen.source.refresh()
    await sleep(1)
    for (const start = performance.now(); performance.now() - start < 600; );
    await refreshed
    assert.equal(seen.source.health().state, 'fresh')
    assert.deepEqual(seen.kinds(), ['loaded'])
  })

  it('resolves when the source is closed', async () => {
    await using seen = await observe([signer.jwk])
    seen.source.close()
    await seen.source.refresh()
    assert.equal(seen.fetches(), 0)
  })
})

/** A verifier of the source's tokens, and good tokens under either key of the name `first`. */
function asking({ issuer, source }: ObservedSource) {
  const trusted = trust([], { issuer: issuer.issuer, keys: { kind: 'jwksUri', url: issuer.jwksUri } })
  const claims = (sub: string) => goodClaims({ iss: issuer.issuer, sub })
  const ask = askerOf([trusted], {}, () => source)
  return {
    old: (sub = 'ann') => ask(signer.token(claims(sub))),
    renewed: (sub = 'ann') => ask(other.token(claims(sub))),
    forged: (sub: string) => ask(createForger().token(claims(sub))),
  }
}

/** One key that nobody publishes is enough: making keys is slow. */
const forger = createSigner('ES256', 'first')
const createForger = () => signerOf('ES256', 'first', forger.publicKey, forger.privateKey)

/** No pause after the first fetch, which would be taken for new enough. */
const doubtful = { missMemoryMs: 0 }

describe('the fetch that a question caused', () => {
  it('says that the key does not exist, the first fetch as well', async () => {
    await using seen = await observe([signer.jwk])
    assert.deepEqual(await seen.source.find({ alg: 'ES256', kid: 'next' }, true), {
      kind: 'refused',
      reason: 'key.unknown',
    })
  })
})

describe('a fetch that began before the question', () => {
  it('F-10 F-17 does not say that a key does not exist which was published meanwhile', async () => {
    await using seen = await observe([signer.jwk], { deadlineMs: 10_000 })
    await seen.source.ready()
    let release = (): void => {}
    seen.issuer.answer(jwksPath, (request, response) => {
      release = () => json({ keys: [signer.jwk] })(request, response)
    })
    const refreshed = seen.source.refresh()
    while (seen.fetches() < 2) await sleep(5)
    const asked = seen.source.find({ alg: 'ES256', kid: 'next' }, true)
    seen.issuer.answer(jwksPath, json({ keys: [signer.jwk, next.jwk] }))
    release()
    await refreshed
    assert.deepEqual(await asked, { kind: 'unavailable', retryAfter: 1 })
    assert.equal((await keyOf(seen, { alg: 'ES256', kid: 'next' })).kid, 'next')
  })
})

describe('a signature that does not fit', () => {
  it('F-11 the same name with a new key is found by one fetch, and the token is good', async () => {
    await using seen = await observe([signer.jwk], doubtful)
    const { old, renewed } = asking(seen)
    assert.equal(await old(), 'verified')
    seen.issuer.publish(other.jwk)
    assert.equal(await renewed(), 'verified')
    assert.equal(seen.fetches(), 2)
    assert.equal(await old(), 'token.signature')
  })

  it('F-11 all that come at once are judged by the same fetch', async () => {
    await using seen = await observe([signer.jwk], doubtful)
    const { renewed } = asking(seen)
    await seen.source.ready()
    seen.issuer.publish(other.jwk)
    const verdicts = await Promise.all(Array.from({ length: 20 }, (_, index) => renewed(`user ${index}`)))
    assert.deepEqual([...new Set(verdicts)], ['verified'])
    assert.equal(seen.fetches(), 2)
  })

  it('F-11 R-01 a flood of forged tokens causes one fetch in a window, and leaves one for a new key id', async () => {
    await using seen = await observe([signer.jwk], { ...doubtful, missWindowMs: 60_000 })
    const { forged } = asking(seen)
    await seen.source.ready()
    for (let round = 0; round < 30; round++) assert.equal(await forged(`user ${round}`), 'token.signature')
    assert.equal(seen.fetches(), 2)
    seen.issuer.publish(signer.jwk, next.jwk)
    assert.equal((await keyOf(seen, { alg: 'ES256', kid: 'next' })).kid, 'next')
    assert.equal(seen.fetches(), 3)
  })

  it('F-11 keys that were fetched a moment ago are new enough', async () => {
    await using seen = await observe([signer.jwk])
    const { forged } = asking(seen)
    await seen.source.ready()
    assert.equal(await forged('ann'), 'token.signature')
    assert.equal(seen.fetches(), 1)
  })

  it('F-16 while the issuer fails, nobody waits and nothing is fetched', async () => {
    await using seen = await observe([signer.jwk], { ...doubtful, firstPauseMs: 5000 })
    const { forged, old } = asking(seen)
    assert.equal(await old(), 'verified')
    seen.issuer.answer(jwksPath, status(500))
    await seen.source.refresh()
    for (let round = 0; round < 20; round++) assert.equal(await forged(`user ${round}`), 'token.signature')
    assert.equal(seen.fetches(), 2)
    assert.equal(await old(), 'verified')
  })

  it('T-02 an issuer that hangs holds it up once, for no longer than the deadline', async () => {
    await using seen = await observe([signer.jwk], { ...doubtful, deadlineMs: 500, firstPauseMs: 5000 })
    const { forged } = asking(seen)
    await seen.source.ready()
    seen.issuer.answer(jwksPath, hang)
    assert.equal(await forged('ann'), 'token.signature')
    assert.equal(await forged('bob'), 'token.signature')
    assert.equal(seen.fetches(), 2)
  })
})
