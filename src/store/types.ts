/**
 * What processes share: revocations, and used proofs and exchanged tokens. Keys and values are text. Every call
 * may fail, and a failure is never a pass.
 */
export interface Store {
  get(key: string): Promise<string | undefined>
  /** Sets for `ttlMs` milliseconds. */
  set(key: string, value: string, ttlMs: number): Promise<void>
  /** Sets only when absent, atomically; true when this call set it. */
  add(key: string, value: string, ttlMs: number): Promise<boolean>
  delete(key: string): Promise<void>
}
