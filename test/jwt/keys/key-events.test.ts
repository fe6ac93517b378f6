import assert from 'node:assert/strict'
import { describe, it, mock } from 'node:test'
import { json, jwksPath, metadataPath, status } from '../misbehaving-issuer.ts'
import { createSigner } from '../signer.ts'
import { observe } from './observed-source.ts'

const signer = createSigner('ES256', 'first')
const next = createSigner('ES256', 'next')
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ alg: 'ES256', kid: `made up ${index}` }))

describe('the events of a key source', () => {
  it('loaded, then refreshed, with what a dashboard needs', async () => {
    await using seen = await observe([signer.jwk, { kty: 'oct', kid: 'odd' }])
    await seen.source.ready()
    await seen.source.refresh()
    assert.deepEqual(seen.kinds(), ['loaded', 'refreshed'])
    const [loaded] = seen.events
    assert.ok(loaded && Math.abs(loaded.atMs - Date.now()) < 5000 && Object.isFrozen(loaded))
    const { atMs: _, nextTrySeconds, ...rest } = loaded
    // F-14: one member that is of no use is skipped, and counted.
    const expected = { issuer: seen.issuer.issuer, kind: 'loaded', state: 'fresh', keys: 1, unusable: 1, ageSeconds: 0 }
    assert.deepEqual(rest, expected)
    assert.ok(nextTrySeconds !== undefined && nextTrySeconds >= 380 && nextTrySeconds <= 480, `${nextTrySeconds}`)
  })

  it('rotated says how many keys came and went', async () => {
    await using seen = await observe([signer.jwk])
    await seen.source.ready()
    seen.issuer.publish(next.jwk)
    await seen.source.refresh()
    const rotated = seen.events.at(-1)
    assert.deepEqual([rotated?.kind, rotated?.added, rotated?.removed, rotated?.keys], ['rotated', 1, 1, 1])
  })

  it('failed while there are no keys, with the class of the fault and the count', async () => {
    await using seen = await observe([signer.jwk], { firstPauseMs: 20, longestPauseMs: 20 })
    seen.issuer.answer(jwksPath, status(500))
    seen.source.ready().catch(() => {})
    await seen.next('failed')
    const second = await seen.next('failed')
    assert.deepEqual([second.error, second.state, second.keys], ['status', 'failed', 0])
    assert.ok((second.failures ?? 0) >= 2)
    seen.issuer.answer(jwksPath, undefined)
    assert.equal((await seen.next('loaded')).state, 'fresh')
  })

  it('F-03 stale at each refresh that fails while old keys serve', async () => {
    await using seen = await observe([signer.jwk], { maxAgeMs: 40, firstPauseMs: 30, longestPauseMs: 30 })
    await seen.source.ready()
    seen.issuer.answer(jwksPath, status(502))
    const stale = await seen.next('stale')
    assert.deepEqual([stale.state, stale.keys, stale.error], ['stale', 1, 'status'])
  })

  it('F-23 moved when the metadata names another address', async () => {
    await using seen = await observe([signer.jwk], {}, true)
    await seen.source.ready()
    const elsewhere = '/elsewhere.json'
    seen.issuer.answer(elsewhere, json({ keys: [signer.jwk] }))
    seen.issuer.answer(metadataPath, json({ issuer: seen.issuer.issuer, jwks_uri: seen.issuer.origin + elsewhere }))
    await seen.source.refresh()
    assert.deepEqual(seen.kinds(), ['loaded', 'moved', 'refreshed'])
    assert.equal(seen.issuer.countOf(elsewhere), 1)
  })

  it('F-23 J-02 an address that may not be asked is a failure, and the keys stay', async () => {
    await using seen = await observe([signer.jwk], {}, true)
    await seen.source.ready()
    seen.issuer.answer(metadataPath, json({ issuer: seen.issuer.issuer, jwks_uri: 'http://192.0.2.1/keys' }))
    await seen.source.refresh()
    assert.deepEqual([seen.events.at(-1)?.kind, seen.events.at(-1)?.error], ['failed', 'insecure'])
    const lookup = await seen.source.find({ alg: 'ES256', kid: signer.kid }, true)
    assert.equal(lookup.kind, 'key')
  })

  it('F-15 budget-spent once, not for each made-up key id', async () => {
    await using seen = await observe([signer.jwk], { missWindowMs: 60_000 })
    await seen.source.ready()
    for (const wanted of many(50)) await seen.source.find(wanted, true)
    assert.deepEqual(seen.kinds(), ['loaded', 'refreshed', 'refreshed', 'budget-spent'])
  })

  it('F-19 clock-step when somebody sets the clock, and the ages of keys do not follow it', async () => {
    await using seen = await observe([signer.jwk])
    await seen.source.ready()
    const hour = 3_600_000
    const real = Date.now
    const clock = mock.method(Date, 'now', () => real() - hour)
    await seen.source.refresh()
    clock.mock.restore()
    const step = seen.events.find(({ kind }) => kind === 'clock-step')
    assert.equal(step?.stepSeconds, -3600)
    const { ageSeconds, nextTrySeconds = Number.POSITIVE_INFINITY } = seen.source.health()
    assert.equal(ageSeconds, 0)
    assert.ok(nextTrySeconds <= 480)
  })

  it('L-18 none holds anything of a key', async () => {
    await using seen = await observe([signer.jwk])
    await seen.source.ready()
    assert.ok(!JSON.stringify(seen.events).includes(String(signer.jwk.x)))
  })
})

describe('counts in health', () => {
  it('say how often the issuer was asked, and how often in a row it failed', async () => {
    await using seen = await observe([signer.jwk], { firstPauseMs: 5000 })
    await seen.source.ready()
    seen.issuer.answer(jwksPath, status(500))
    await seen.source.refresh()
    const { fetches, failures, keys, state, lastError } = seen.source.health()
    assert.deepEqual(
      { fetches, failures, keys, state, lastError },
      { fetches: 2, failures: 1, keys: 1, state: 'fresh', lastError: 'status' },
    )
  })
})
