import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKeySource } from '../../../src/jwt/keys/create-key-source.ts'
import type { KeyLimits } from '../../../src/jwt/keys/limits.ts'
import type { KeyLookup, KeySource } from '../../../src/jwt/types.ts'
import {
  createMisbehavingIssuer,
  hang,
  jwksPath,
  type MisbehavingIssuer,
  metadataPath,
  status,
} from '../misbehaving-issuer.ts'
import { createSigner } from '../signer.ts'
import { trust } from '../verifying.ts'

const signer = createSigner('ES256', 'first')
const next = createSigner('ES256', 'next')
const known = { alg: 'ES256', kid: 'first' }
const unknown = { alg: 'ES256', kid: 'made up' }
let issuer: MisbehavingIssuer
let source: KeySource

before(async () => {
  issuer = await createMisbehavingIssuer()
})
after(() => issuer.close())
beforeEach(() => issuer.publish(signer.jwk))
afterEach(async () => {
  source.close()
  await issuer.start()
  issuer.answer(jwksPath, undefined)
  issuer.answer(metadataPath, undefined)
})

function open(limits: Partial<KeyLimits> = {}): KeySource {
  source = createKeySource(trust([], { keys: { kind: 'jwksUri', url: issuer.jwksUri } }), {
    deadlineMs: 400,
    ...limits,
  })
  return source
}

/** How many key sets were asked for while something happened. */
async function fetchesDuring(happening: () => unknown): Promise<number> {
  const before = issuer.countOf(jwksPath)
  await happening()
  return issuer.countOf(jwksPath) - before
}

const kindOf = async (lookup: KeyLookup | Promise<KeyLookup>) => (await lookup).kind
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ alg: 'ES256', kid: `made up ${index}` }))

/** Looks until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  for (const start = performance.now(); !isSo(); await sleep(5)) assert.ok(performance.now() - start < 3000, 'in 3 s')
}

describe('the first keys', () => {
  it('nothing is fetched before somebody asks', async () => {
    const fetches = await fetchesDuring(async () => {
      assert.equal(open().health().state, 'loading')
      await sleep(30)
    })
    assert.equal(fetches, 0)
  })

  it('J-30 1,000 callers at once cause one discovery and one fetch', async () => {
    source = createKeySource(trust([], { issuer: issuer.issuer, keys: { kind: 'discovery', metadataUrl: undefined } }))
    const before = issuer.requests.length
    const lookups = await Promise.all(Array.from({ length: 1000 }, () => source.find(known, true)))
    assert.ok(lookups.every((lookup) => lookup.kind === 'key'))
    assert.deepEqual(
      issuer.requests.slice(before).map(({ path }) => path),
      [metadataPath, jwksPath],
    )
  })

  it('once they are there, an answer needs no promise', async () => {
    await open().ready()
    assert.ok(!(source.find(known, true) instanceof Promise))
    assert.ok(!(source.find(known, false) instanceof Promise))
  })

  it('without mayWait nobody waits, and the fetch runs behind the answer', async () => {
    open()
    assert.deepEqual(source.find(known, false), { kind: 'unavailable', retryAfter: 1 })
    await until(() => source.health().state === 'fresh')
    assert.equal(await kindOf(source.find(known, false)), 'key')
  })

  it('R-11 callers who wait for an issuer that hangs are let go at the deadline, all at once', async () => {
    issuer.answer(jwksPath, hang)
    open({ deadlineMs: 100 })
    const start = performance.now()
    const fetches = await fetchesDuring(async () => {
      const lookups = await Promise.all(Array.from({ length: 500 }, () => source.find(known, true)))
      assert.ok(lookups.every((lookup) => lookup.kind === 'unavailable'))
    })
    assert.equal(fetches, 1)
    assert.ok(performance.now() - start < 1000)
  })
})

describe('callers who wait', () => {
  it('R-06 have no timer of their own', async () => {
    issuer.answer(jwksPath, hang)
    open({ deadlineMs: 200 })
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const first = source.find(known, true)
    const before = timers()
    const waiting = Array.from({ length: 500 }, () => source.find(known, true))
    assert.ok(timers() <= before)
    await Promise.all([first, ...waiting])
  })

  it('R-11 are so many at most; the next is told to come back, at once', async () => {
    issuer.answer(jwksPath, hang)
    open({ maxWaiting: 3, deadlineMs: 200 })
    const waiting = many(3).map((wanted) => source.find(wanted, true))
    assert.ok(waiting.every((lookup) => lookup instanceof Promise))
    assert.deepEqual(source.find(known, true), { kind: 'unavailable', retryAfter: 1 })
    issuer.answer(jwksPath, undefined)
    await Promise.all(waiting)
    await until(() => source.health().state === 'fresh')
    assert.equal(await kindOf(source.find(known, true)), 'key')
  })
})

describe('an issuer that is down', () => {
  it('F-01 R-03 is not asked by every caller, and the answer comes at once', async () => {
    issuer.answer(jwksPath, status(500))
    open({ firstPauseMs: 2000 })
    const fetches = await fetchesDuring(async () => {
      await source.find(known, true)
      for (const wanted of many(200)) {
        const lookup = source.find(wanted, true)
        assert.ok(!(lookup instanceof Promise))
        assert.deepEqual(lookup, { kind: 'unavailable', retryAfter: 2 })
      }
    })
    assert.equal(fetches, 1)
    assert.equal(source.health().state, 'failed')
    assert.equal(source.health().nextTrySeconds, 2)
  })

  it('F-07 is asked again after pauses that double, up to the longest', async () => {
    issuer.answer(jwksPath, status(503))
    open({ firstPauseMs: 40, longestPauseMs: 160 })
    const fetches = await fetchesDuring(async () => {
      await source.find(known, true)
      await sleep(700)
    })
    // At 0, 40, 120, 280, 440 and 600 ms, or by chance a fifth sooner each; slow machines see fewer, never more.
    assert.ok(fetches >= 3 && fetches <= 7, `${fetches}`)
  })

  it('F-37 when it is back, ready() resolves without anybody asking', async () => {
    await issuer.stop()
    open({ firstPauseMs: 30 })
    const ready = source.ready()
    await until(() => source.health().state === 'failed')
    await issuer.start()
    await ready
    assert.equal(await kindOf(source.find(known, true)), 'key')
    assert.equal(source.health().lastError, undefined)
  })

  it('F-02 F-03 F-16 R-02 costs those with a known key nothing, and cannot be asked by made-up ones', async () => {
    await open({ maxAgeMs: 50, firstPauseMs: 2000 }).ready()
    await issuer.stop()
    await until(() => source.health().lastError === 'network')
    const fetches = await fetchesDuring(async () => {
      for (const wanted of many(100)) assert.equal(await kindOf(source.find(wanted, true)), 'unavailable')
      assert.ok(!(source.find(known, true) instanceof Promise))
      assert.equal(await kindOf(source.find(known, true)), 'key')
    })
    assert.equal(fetches, 0)
    await until(() => source.health().state === 'stale')
  })

  it('F-05 that hangs makes nobody with a known key wait', async () => {
    await open({ maxAgeMs: 20 }).ready()
    issuer.answer(jwksPath, hang)
    const before = issuer.countOf(jwksPath)
    await until(() => issuer.countOf(jwksPath) > before)
    assert.ok(!(source.find(known, true) instanceof Promise))
    assert.equal(await kindOf(source.find(known, true)), 'key')
  })

  it('F-03 Q-10 its last keys serve up to the bound, and no longer', async () => {
    await open({ maxAgeMs: 20, maxStaleMs: 500 }).ready()
    const loaded = performance.now()
    issuer.answer(jwksPath, status(500))
    await until(() => source.health().state === 'stale')
    assert.equal(await kindOf(source.find(known, true)), 'key')
    await until(() => source.health().state === 'failed')
    assert.ok(performance.now() - loaded > 450, 'not before')
    assert.equal(await kindOf(source.find(known, true)), 'unavailable')
  })
})

describe('rotation', () => {
  it('F-10 the first token of a new key causes one fetch, and is good', async () => {
    await open().ready()
    issuer.publish(signer.jwk, next.jwk)
    const fetches = await fetchesDuring(async () => {
      const lookups = await Promise.all(
        Array.from({ length: 50 }, () => source.find({ alg: 'ES256', kid: 'next' }, true)),
      )
      assert.ok(lookups.every((lookup) => lookup.kind === 'key'))
    })
    assert.equal(fetches, 1)
  })

  it('F-12 Q-09 a key that is published no more is gone with the next fetch', async () => {
    await open({ maxAgeMs: 40 }).ready()
    issuer.publish(next.jwk)
    await until(() => {
      const lookup = source.find({ alg: 'ES256', kid: 'next' }, false)
      return !(lookup instanceof Promise) && lookup.kind === 'key'
    })
    assert.deepEqual(await source.find(known, true), { kind: 'refused', reason: 'key.unknown' })
  })

  it('keys are fetched again before they are old, with nobody asking', async () => {
    const fetches = await fetchesDuring(async () => {
      await open({ maxAgeMs: 200 }).ready()
      await sleep(900)
    })
    // At 0, 160, 320, 480, 640 and 800 ms, or by chance a fifth sooner each; slow machines see fewer, never more.
    assert.ok(fetches >= 3 && fetches <= 8, `${fetches}`)
    await until(() => source.health().state === 'fresh')
  })

  it('J-09 F-13 an empty set does not replace a good one, and does not keep the next from coming', async () => {
    await open({ maxAgeMs: 40, firstPauseMs: 40 }).ready()
    issuer.publish()
    await until(() => source.health().lastError === 'content')
    assert.equal(await kindOf(source.find(known, true)), 'key')
    issuer.publish(next.jwk)
    await until(() => source.health().lastError === undefined)
    assert.equal(await kindOf(source.find({ alg: 'ES256', kid: 'next' }, true)), 'key')
  })
})

describe('made-up key ids', () => {
  it('F-15 R-01 cause two fetches in a window, then none; who comes then is told to come back, at once', async () => {
    await open({ missWindowMs: 60_000 }).ready()
    const fetches = await fetchesDuring(async () => {
      const [first, second, ...others] = many(200)
      for (const wanted of [first, second]) {
        assert.deepEqual(wanted && (await source.find(wanted, true)), { kind: 'refused', reason: 'key.unknown' })
      }
      for (const wanted of others) {
        assert.deepEqual(source.find(wanted, true), { kind: 'unavailable', retryAfter: 10 })
      }
    })
    assert.equal(fetches, 2)
  })

  it('F-17 R-04 with the budget spent, a real new key is there after the pause, whoever goes on', async () => {
    await open({ missWindowMs: 60_000, missPauseMs: 300 }).ready()
    const [first, second] = many(2)
    assert.ok(first && second)
    await source.find(first, true)
    const start = performance.now()
    await source.find(second, true)
    issuer.publish(signer.jwk, next.jwk)
    const fetches = await fetchesDuring(() =>
      until(() => {
        for (const wanted of many(20)) source.find(wanted, true)
        const lookup = source.find({ alg: 'ES256', kid: 'next' }, true)
        return !(lookup instanceof Promise) && lookup.kind === 'key'
      }),
    )
    assert.equal(fetches, 1)
    // A timer may be a millisecond early.
    assert.ok(performance.now() - start >= 295, 'not before')
  })

  it('F-17 that go on cause one fetch in each pause, and no more', async () => {
    await open({ missesPerWindow: 1, missWindowMs: 60_000, missPauseMs: 100 }).ready()
    const start = performance.now()
    await source.find(unknown, true)
    const fetches = await fetchesDuring(async () => {
      for (let count = 0; performance.now() - start < 550; await sleep(2)) {
        source.find({ alg: 'ES256', kid: `never the same ${count++}` }, true)
      }
    })
    // At 100, 200, 300, 400 and 500 ms; slow machines see fewer, never more.
    assert.ok(fetches >= 2 && fetches <= 5, `${fetches}`)
  })

  it('one that a fetch has just not brought costs no second, and is refused', async () => {
    await open({ missMemoryMs: 60_000 }).ready()
    const fetches = await fetchesDuring(async () => {
      for (let round = 0; round < 50; round++) {
        assert.deepEqual(await source.find(unknown, true), { kind: 'refused', reason: 'key.unknown' })
      }
    })
    assert.equal(fetches, 1)
  })

  it('one that is asked for again while the fetch is under way costs no second', async () => {
    await open({ missMemoryMs: 60_000 }).ready()
    const fetches = await fetchesDuring(async () => {
      const first = source.find(unknown, true)
      await sleep(1)
      await Promise.all([first, source.find(unknown, true)])
      assert.deepEqual(source.find(unknown, true), { kind: 'refused', reason: 'key.unknown' })
    })
    assert.equal(fetches, 1)
  })

  it('one that was missing is asked for again later', async () => {
    await open({ missMemoryMs: 40 }).ready()
    await source.find({ alg: 'ES256', kid: 'next' }, true)
    issuer.publish(signer.jwk, next.jwk)
    await sleep(60)
    assert.equal(await kindOf(source.find({ alg: 'ES256', kid: 'next' }, true)), 'key')
  })

  it('more than are remembered push the oldest out, and nothing else', async () => {
    await open({ missMemoryEntries: 2, missesPerWindow: 4 }).ready()
    const [a, b, c] = ['a', 'b', 'c'].map((kid) => ({ alg: 'ES256', kid }))
    assert.ok(a && b && c)
    for (const wanted of [a, b, c]) await source.find(wanted, true)
    assert.equal(await fetchesDuring(() => source.find(c, true)), 0)
    assert.equal(await fetchesDuring(() => source.find(a, true)), 1)
  })

  it('F-15 all at once they share one fetch', async () => {
    await open().ready()
    const fetches = await fetchesDuring(() => Promise.all(many(200).map((wanted) => source.find(wanted, true))))
    assert.equal(fetches, 1)
  })

  it('F-15 the budget comes back with the window', async () => {
    await open({ missesPerWindow: 1, missWindowMs: 60 }).ready()
    const fetches = await fetchesDuring(async () => {
      await source.find({ alg: 'ES256', kid: 'made up first' }, true)
      await sleep(80)
      await source.find({ alg: 'ES256', kid: 'made up later' }, true)
    })
    assert.equal(fetches, 2)
  })

  it('F-16 a fetch that fails is spent as well', async () => {
    await open({ firstPauseMs: 10, longestPauseMs: 10, missWindowMs: 60_000 }).ready()
    for (const wanted of many(2)) {
      issuer.answer(jwksPath, status(500))
      assert.equal(await kindOf(source.find(wanted, true)), 'unavailable')
      issuer.answer(jwksPath, undefined)
      await until(() => source.health().lastError === undefined)
    }
    assert.equal(await fetchesDuring(() => source.find(unknown, true)), 0)
  })

  it('a key that is known but of no use causes none', async () => {
    issuer.publish(signer.jwk, { ...next.jwk, use: 'enc' })
    await open().ready()
    const fetches = await fetchesDuring(async () => {
      assert.deepEqual(await source.find({ alg: 'ES256', kid: 'next' }, true), {
        kind: 'refused',
        reason: 'key.unusable',
      })
    })
    assert.equal(fetches, 0)
  })
})

describe('closing', () => {
  it('F-40 lets those who wait go, aborts the fetch and stops the timers', async () => {
    issuer.answer(jwksPath, hang)
    open({ deadlineMs: 60_000 })
    const ready = assert.rejects(source.ready(), /closed/)
    const waiting = source.find(known, true)
    await until(() => issuer.requests.length > 0)
    source.close()
    assert.equal(await kindOf(waiting), 'unavailable')
    await ready
    assert.equal(await fetchesDuring(() => source.find(known, true)), 0)
    assert.equal(source.health().nextTrySeconds, undefined)
  })

  it('F-40 with keys there, they are gone, and nothing is fetched any more', async () => {
    await open({ maxAgeMs: 20 }).ready()
    source.close()
    assert.equal(await fetchesDuring(() => sleep(60)), 0)
    assert.equal(await kindOf(source.find(known, true)), 'unavailable')
    await assert.doesNotReject(source.ready())
  })

  it('before anything was asked, ready() rejects and nothing is fetched', async () => {
    open().close()
    assert.equal(await fetchesDuring(() => assert.rejects(source.ready(), /closed/)), 0)
  })
})
