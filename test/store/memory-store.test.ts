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

  it('has room again when entries have had their time', async () => {
    const store = createMemoryStore(2)
    await store.set('a', '1', 20)
    await store.set('b', '2', 60_000)
    await sleep(40)
    await store.set('c', '3', 60_000)
    assert.deepEqual([await store.get('b'), await store.get('c')], ['2', '3'])
  })
})
