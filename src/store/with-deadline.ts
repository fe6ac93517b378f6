import type { Store } from './types.ts'

/** Milliseconds that a call may take. A store that is slower than that is down (F-25, F-26). */
const callDeadlineMs = 250

/** The same store, each call of which rejects when the deadline is over, and when it throws. */
export function withDeadline(store: Store, deadlineMs: number = callDeadlineMs): Store {
  const bounded = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the store did not answer within ${deadlineMs} ms`)), deadlineMs)
    })
    try {
      return await Promise.race([call(), late])
    } finally {
      clearTimeout(timer)
    }
  }
  return Object.freeze({
    get: (key: string) => bounded(() => store.get(key)),
    set: (key: string, value: string, ttlMs: number) => bounded(() => store.set(key, value, ttlMs)),
    add: (key: string, value: string, ttlMs: number) => bounded(() => store.add(key, value, ttlMs)),
    delete: (key: string) => bounded(() => store.delete(key)),
  })
}
