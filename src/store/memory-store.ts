import type { Store } from './types.ts'

interface Entry {
  readonly value: string
  /** On the monotonic clock, so that setting the wall clock forgets nothing. */
  readonly untilMs: number
}

/** Entries. A full store refuses new ones: what is forgotten too early may be a token that was revoked (F-28). */
const mostEntries = 1_000_000

/** Entries. Fewer are never searched for those that have had their time; then each time that they have doubled. */
const leastSweep = 1000

/** Milliseconds between two searches of a full store. */
const fullSweepMs = 1000

/**
 * A store for the gates of one process.
 * @param entries How many it holds at once. `set` and `add` reject when it is full.
 */
export function createMemoryStore(entries: number = mostEntries): Store {
  const held = new Map<string, Entry>()
  const find = (key: string): Entry | undefined => {
    const entry = held.get(key)
    if (entry === undefined || entry.untilMs > performance.now()) return entry
    held.delete(key)
    return undefined
  }
  let sweepAt = leastSweep
  let sweptMs = Number.NEGATIVE_INFINITY
  /** What has doubled may hold much that has had its time; a full store is not searched for each entry that it refuses. */
  const sweep = (): void => {
    const now = performance.now()
    if (held.size < entries ? held.size < sweepAt : now - sweptMs < fullSweepMs) return
    dropExpired(held, now)
    sweepAt = Math.max(leastSweep, held.size * 2)
    sweptMs = now
  }
  const put = (key: string, value: string, ttlMs: number): void => {
    if (!held.has(key)) sweep()
    if (held.size >= entries && !held.has(key)) throw new Error(`the store is full: it holds ${entries} entries`)
    held.set(key, { value, untilMs: performance.now() + ttlMs })
  }
  const store: Store = Object.freeze({
    get: async (key: string) => find(key)?.value,
    set: async (key: string, value: string, ttlMs: number) => put(key, value, ttlMs),
    async add(key: string, value: string, ttlMs: number) {
      if (find(key) !== undefined) return false
      put(key, value, ttlMs)
      return true
    },
    delete: async (key: string) => void held.delete(key),
  })
  births.set(store, Math.floor(Date.now() / 1000))
  return store
}

const births = new WeakMap<object, number>()

/** Seconds since the epoch: when a store in memory began, empty. undefined: it is another kind, which others write to as well. */
export function memorySince(store: object): number | undefined {
  return births.get(store)
}

function dropExpired(held: Map<string, Entry>, now: number): void {
  for (const [key, { untilMs }] of held) if (untilMs <= now) held.delete(key)
}
