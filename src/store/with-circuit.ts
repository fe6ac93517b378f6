import { Circuit } from '../waiting/circuit.ts'
import type { Store } from './types.ts'

/** Three failures in a row, and a second of rest. */
const limits = { mostFailures: 3, restMs: 1000 }

/**
 * The same store, whose calls reject at once while it is down: else each request would wait for a deadline to learn the
 * same (F-25, F-26).
 */
export function withCircuit(store: Store, clock?: () => number): Store {
  const circuit = new Circuit(limits, clock)
  const guarded = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    if (circuit.enter() > 0) throw new Error('the store is down: it is tried again in a moment')
    try {
      const value = await call()
      circuit.succeeded()
      return value
    } catch (error) {
      circuit.failed()
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
