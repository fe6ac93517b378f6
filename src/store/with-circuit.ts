import type { Store } from './types.ts'

/** Failures in a row after which the store counts as down. One may be a hiccup. */
const mostFailures = 3

/** Milliseconds for which a store that is down is left alone. Then one call tries it. */
const restMs = 1000

/**
 * The same store, whose calls reject at once while it is down: else each request would wait for a deadline to learn the
 * same (F-25, F-26). After a rest one call goes through, and what becomes of it decides for the others.
 */
export function withCircuit(store: Store, clock: () => number = () => performance.now()): Store {
  let failures = 0
  let restUntilMs = 0
  const guarded = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    if (failures >= mostFailures) {
      if (clock() < restUntilMs) throw new Error('the store is down: it is tried again in a moment')
      // This call tries; the others rest on until it is known what became of it.
      restUntilMs = clock() + restMs
    }
    try {
      const value = await call()
      failures = 0
      return value
    } catch (error) {
      failures += 1
      restUntilMs = clock() + restMs
      throw error
    }
  }
  return Object.freeze({
    get: (key: string) => guarded(() => store.get(key)),
    set: (key: string, value: string, ttlMs: number) => guarded(() => store.set(key, value, ttlMs)),
    add: (key: string, value: string, ttlMs: number) => guarded(() => store.add(key, value, ttlMs)),
    delete: (key: string) => guarded(() => store.delete(key)),
  })
}
