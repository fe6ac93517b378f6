import assert from 'node:assert/strict'
import { afterEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Revocations, type RevocationsOptions } from '../../../src/jwt/revocation/revocations.ts'
import { createSharedLog } from '../../../src/jwt/revocation/shared-log.ts'
import { createMemoryStore } from '../../../src/store/memory-store.ts'
import type { Store } from '../../../src/store/types.ts'

const issuer = 'https://issuer.example/'
const now = 1_800_000_000
const entry = (value: string) => ({ issuer, by: 'sub', value, at: now }) as const
const opened: Revocations[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.close()
})

async function open(store: Store | undefined, changes: Partial<RevocationsOptions> = {}): Promise<Revocations> {
  const revocations = new Revocations({ store, clock: () => now, lookEveryMs: 20, ...changes })
  opened.push(revocations)
  await revocations.start()
  return revocations
}

const judge = (revocations: Revocations, sub: string) => revocations.judge(issuer, { sub, iat: now }, [])

async function until(isSo: () => boolean): Promise<void> {
  for (const start = performance.now(); !isSo(); await sleep(5)) assert.ok(performance.now() - start < 3000, 'in 3 s')
}

/** A store that can be made to fail, and the number of its calls. */
function failing(store: Store) {
  let down = false
  const call = <Value>(run: () => Promise<Value>): Promise<Value> => (down ? Promise.reject(new Error('down')) : run())
  return {
    get: (key: string) => call(() => store.get(key)),
    set: (key: string, value: string, ttlMs: number) => call(() => store.set(key, value, ttlMs)),
    add: (key: string, value: string, ttlMs: number) => call(() => store.add(key, value, ttlMs)),
    delete: (key: string) => call(() => store.delete(key)),
    fail(isDown: boolean) {
      down = isDown
    },
  }
}

describe('processes that share a store', () => {
  it('Q-15 hear of what another revoked, within the stated time', async () => {
    const store = createMemoryStore()
    const [one, two] = [await open(store), await open(store)]
    await one.add(entry('ann'))
    assert.equal(judge(one, 'ann'), 'revoked')
    await until(() => judge(two, 'ann') === 'revoked')
    assert.equal(judge(two, 'bob'), 'valid')
  })

  it('that start later know what was revoked before', async () => {
    const store = createMemoryStore()
    const first = await open(store)
    for (const sub of ['ann', 'bob', 'cat']) await first.add(entry(sub))
    const late = await open(store)
    for (const sub of ['ann', 'bob', 'cat']) assert.equal(judge(late, sub), 'revoked')
  })

  it('that revoke at once lose nothing', async () => {
    const store = createMemoryStore()
    const all = await Promise.all(Array.from({ length: 5 }, () => open(store)))
    await Promise.all(all.flatMap((one, index) => ['x', 'y', 'z'].map((sub) => one.add(entry(`${sub}${index}`)))))
    const late = await open(store)
    assert.equal(late.size, 15)
    await until(() => all.every((one) => one.size === 15))
  })

  it('none where nothing is shared, and nothing has to be heard', async () => {
    const alone = await open(undefined)
    await alone.add(entry('ann'))
    assert.deepEqual([judge(alone, 'ann'), judge(alone, 'bob')], ['revoked', 'valid'])
  })
})

describe('a store that is down', () => {
  it('Q-15 changes nothing for the stated time; then nobody can say that a token was not revoked', async () => {
    const store = failing(createMemoryStore())
    const longestSilenceMs = 400
    const revocations = await open(store, { longestSilenceMs })
    await revocations.add(entry('ann'))
    assert.deepEqual([judge(revocations, 'ann'), judge(revocations, 'bob')], ['revoked', 'valid'])
    const down = performance.now()
    store.fail(true)
    await until(() => judge(revocations, 'bob') === 'unknown')
    // A look that was under way may have been the last that was answered.
    assert.ok(performance.now() - down > longestSilenceMs - 100, 'not before')
    assert.equal(judge(revocations, 'ann'), 'revoked')
    store.fail(false)
    await until(() => judge(revocations, 'bob') === 'valid')
  })

  it('at the start: nothing is known until it answers', async () => {
    const store = failing(createMemoryStore())
    store.fail(true)
    const revocations = await open(store)
    assert.equal(judge(revocations, 'bob'), 'unknown')
    store.fail(false)
    await until(() => judge(revocations, 'bob') === 'valid')
  })

  it('that is slow does not hold up the start', async () => {
    const memory = createMemoryStore()
    const slow = (key: string) =>
      new Promise<string | undefined>((resolve) => setTimeout(resolve, 100, memory.get(key)))
    const writer = await open(memory)
    for (let index = 0; index < 1500; index++) await writer.add(entry(`${index}`))
    const begun = performance.now()
    const revocations = await open({ ...memory, get: slow })
    assert.ok(performance.now() - begun < 2500)
    assert.equal(judge(revocations, 'nobody'), 'unknown')
    await until(() => judge(revocations, 'nobody') === 'valid')
    assert.equal(revocations.size, 1500)
  })

  it('that adds nothing, whatever it is asked, is told of', async () => {
    const store = { ...createMemoryStore(), add: async () => false }
    const revocations = await open(store)
    await assert.rejects(revocations.add(entry('ann')), /in this process alone/)
    assert.equal(judge(revocations, 'ann'), 'revoked')
  })

  it('a revocation holds in its own process, and says that it does so alone', async () => {
    const store = failing(createMemoryStore())
    const revocations = await open(store)
    store.fail(true)
    await assert.rejects(revocations.add(entry('ann')), /in this process alone.*try again/)
    assert.equal(judge(revocations, 'ann'), 'revoked')
  })

  it('is not looked at any more after close', async () => {
    let calls = 0
    const store = createMemoryStore()
    const counting: Store = { ...store, get: (key) => store.get(key).finally(() => calls++) }
    const revocations = await open(counting)
    revocations.close()
    const before = calls
    await sleep(80)
    assert.ok(calls - before <= 2)
  })
})

describe('the shared list', () => {
  const end = 'portcullis:revocation:next'
  const valuesOf = async (log: ReturnType<typeof createSharedLog>) => {
    const values: string[] = []
    await log.read(({ value }) => void values.push(value))
    return values.sort()
  }

  it('is read once from the first entry that is there, then what is new', async () => {
    const store = createMemoryStore()
    const [writer, reader] = [createSharedLog(store, 1000), createSharedLog(store, 1000)]
    await writer.append(entry('a'))
    await writer.append(entry('b'))
    assert.deepEqual(await valuesOf(reader), ['a', 'b'])
    assert.deepEqual(await valuesOf(reader), [])
    await writer.append(entry('c'))
    assert.deepEqual(await valuesOf(reader), ['c'])
  })

  it('loses no entry whose writer ended before it wrote the end, and mends the end', async () => {
    const store = createMemoryStore()
    const writer = createSharedLog({ ...store, set: () => Promise.reject(new Error('ended')) }, 1000)
    await assert.rejects(writer.append(entry('a')))
    assert.match((await store.get(end)) ?? '', /:1$/)
    assert.deepEqual(await valuesOf(createSharedLog(store, 1000)), ['a'])
    assert.match((await store.get(end)) ?? '', /:2$/)
  })

  it('begins anew when all entries have had their time, for those who were there before as well', async () => {
    const store = createMemoryStore()
    const [writer, reader] = [createSharedLog(store, 1000), createSharedLog(store, 1000)]
    await writer.append(entry('a'))
    assert.deepEqual(await valuesOf(reader), ['a'])
    const list = (await store.get(end))?.split(':')[0]
    await store.delete(`portcullis:revocation:${list}:1`)
    await store.delete(end)
    await createSharedLog(store, 1000).append(entry('b'))
    assert.deepEqual(await valuesOf(reader), ['b'])
  })

  it('is read in pieces, and goes on where a failure stopped it', async () => {
    const store = createMemoryStore()
    const writer = createSharedLog(store, 1000)
    for (let index = 0; index < 300; index++) await writer.append(entry(`${index}`))
    let calls = 0
    const flaky: Store = {
      ...store,
      get: (key) => (++calls % 150 === 0 ? Promise.reject(new Error('lost')) : store.get(key)),
    }
    const reader = createSharedLog(flaky, 1000)
    const heard = new Set<string>()
    let failures = 0
    for (let look = 0; look < 30; look++) {
      await reader.read(({ value }) => void heard.add(value)).catch(() => failures++)
    }
    assert.equal(heard.size, 300)
    assert.ok(failures > 1)
  })

  it('is begun once by many who are the first', async () => {
    const store = createMemoryStore()
    const all = Array.from({ length: 10 }, (_, index) => createSharedLog(store, 1000).append(entry(`${index}`)))
    await Promise.all(all)
    assert.equal((await valuesOf(createSharedLog(store, 1000))).length, 10)
  })

  it('skips what nobody of ours wrote, whatever the end says', async () => {
    const store = createMemoryStore()
    await store.set(end, 'rubbish', 1000)
    const log = createSharedLog(store, 1000)
    assert.deepEqual(await valuesOf(log), [])
    await log.append(entry('a'))
    const list = (await store.get(end))?.split(':')[0]
    await store.set(`portcullis:revocation:${list}:2`, 'rubbish', 1000)
    await log.append(entry('b'))
    assert.deepEqual(await valuesOf(createSharedLog(store, 1000)), ['a', 'b'])
  })
})
