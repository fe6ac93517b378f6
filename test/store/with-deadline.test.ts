import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createMemoryStore } from '../../src/store/memory-store.ts'
import type { Store } from '../../src/store/types.ts'
import { withDeadline } from '../../src/store/with-deadline.ts'
import { storeConformance } from './conformance.ts'

storeConformance('memory with a deadline', async () => withDeadline(createMemoryStore()))

const calls: readonly (readonly [name: string, call: (store: Store) => Promise<unknown>])[] = [
  ['get', (store) => store.get('a')],
  ['set', (store) => store.set('a', 'b', 1)],
  ['add', (store) => store.add('a', 'b', 1)],
  ['delete', (store) => store.delete('a')],
]

/** A store each of whose calls does this. */
const storeThat = (call: () => Promise<never>): Store => ({ get: call, set: call, add: call, delete: call })

describe('a call of a store', () => {
  for (const [name, call] of calls) {
    it(`F-26 ${name} that is never answered rejects at the deadline`, async () => {
      const silent = withDeadline(
        storeThat(() => new Promise(() => {})),
        20,
      )
      await assert.rejects(call(silent), /did not answer within 20 ms/)
    })

    it(`F-25 ${name} that rejects or throws, rejects`, async () => {
      const down = new Error('down')
      await assert.rejects(call(withDeadline(storeThat(() => Promise.reject(down)))), down)
      const broken = withDeadline(
        storeThat(() => {
          throw down
        }),
      )
      await assert.rejects(call(broken), down)
    })
  }

  it('that is answered leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    await withDeadline(createMemoryStore(), 60_000).get('a')
    assert.ok(timers() <= before)
  })
})
