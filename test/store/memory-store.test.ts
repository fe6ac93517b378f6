import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import { storeConformance } from './conformance.ts'

storeConformance('memory', async () => createMemoryStore())

describe('a memory store that is full', () => {
  it('F-28 refuses new entries, and forgets none of the old', async () => {
    const store = createMemoryStore(2)
    await store.set('a', '1', 60_000)
    await store.add('b', '2', 60_000)
    await assert.rejects(store.set('c', '3', 60_000), /full: it holds 2/)
    await assert.rejects(store.add('c', '3', 60_000), /full/)
    await store.set('a', '4', 60_000)
    assert.deepEqual([await store.get('a'), await store.get('b'), await store.get('c')], ['4', '2', undefined])
  })

  it('R-07 refuses quickly', async () => {
    const store = createMemoryStore(200_000)
    for (let key = 0; key < 200_000; key++) await store.add(`${key}`, '1', 60_000)
    const before = performance.now()
    for (let key = 0; key < 1000; key++) await assert.rejects(store.add(`more ${key}`, '1', 60_000))
    assert.ok(performance.now() - before < 500, 'it is not searched for each of them')
  })

  it('has room again when entries have had their time', async () => {
    const store = createMemoryStore(2)
    await store.set('a', '1', 20)
    await store.set('b', '2', 60_000)
    await sleep(40)
    await store.set('c', '3', 60_000)
    assert.deepEqual([await store.get('b'), await store.get('c')], ['2', '3'])
  })
})
