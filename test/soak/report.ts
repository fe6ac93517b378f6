import type { Health, KeyEvent } from '../../src/index.ts'

/** What the guarded process says of itself. */
export interface Report {
  /** After a full collection. */
  readonly heapBytes: number
  /** How many events of each kind there were. */
  readonly kinds: Readonly<Partial<Record<KeyEvent['kind'], number>>>
  readonly health: Health
}
