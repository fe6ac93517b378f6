import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import type { Store } from '../../src/store/types.ts'
import { withCircuit } from '../../src/store/with-circuit.ts'
import { storeConformance } from './conformance.ts'

storeConformance('memory with a circuit', async () => withCircuit(createMemoryStore()))

/** A store that can be broken, behind a circuit whose clock the test moves. */
function circuit() {
  const memory = createMemoryStore()
  const state = { broken: false, nowMs: 0, calls: 0 }
  const get = async (key: string): Promise<string | undefined> => {
    state.calls += 1
    if (state.broken) throw new Error('broken')
    return memory.get(key)
  }
  const store: Store = { ...memory, get }
  return { state, store: withCircuit(store, () => state.nowMs) }
}

async function failures(store: Store, count: number): Promise<void> {
  for (let call = 0; call < count; call++) await assert.rejects(store.get('a'), /broken/)
}

describe('F-25 a store that is down', () => {
  it('is not asked again for a second', async () => {
    const { state, store } = circuit()
    state.broken = true
    await failures(store, 3)
    await assert.rejects(store.get('a'), /down/)
    await assert.rejects(store.add('a', '1', 1000), /down/)
    assert.equal(state.calls, 3)
  })

  it('is tried by one call after the rest, whose failure begins another', async () => {
    const { state, store } = circuit()
    state.broken = true
    await failures(store, 3)
    state.nowMs = 1000
    const answers = await Promise.allSettled([store.get('a'), store.get('a'), store.get('a')])
    assert.deepEqual(
      answers.map((one) => (one.status === 'rejected' ? one.reason.message.slice(0, 6) : one.status)),
      ['broken', 'the st', 'the st'],
    )
    assert.equal(state.calls, 4)
  })

  it('serves everybody when the one call has gone well', async () => {
    const { state, store } = circuit()
    state.broken = true
    await failures(store, 3)
    state.broken = false
    state.nowMs = 1000
    assert.equal(await store.get('a'), undefined)
    await Promise.all([store.get('a'), store.get('a')])
    assert.equal(state.calls, 6)
  })

  it('is not down for single failures', async () => {
    const { state, store } = circuit()
    for (let round = 0; round < 5; round++) {
      state.broken = true
      await failures(store, 2)
      state.broken = false
      await store.get('a')
    }
  })
})
