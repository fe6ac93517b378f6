import { RecentlyUsed, type Sized } from '../jwt/recently-used.ts'
import { type Exchanged, margin } from './exchanged.ts'

/** Bytes of all that is held, roughly. */
const mostBytes = 20 * 1024 * 1024

/** What is held beside a token's own text, in bytes. */
const overheadBytes = 512

/** Ages are counted on the monotonic clock: setting the wall clock makes nothing live longer (F-19). */
interface Entry extends Sized {
  readonly exchanged: Exchanged
  readonly goodUntilMs: number
}

/** Exchanged tokens that this process holds. */
export class TokenMemory {
  readonly #held: RecentlyUsed<Entry>
  readonly #entries: number

  constructor(entries: number) {
    this.#entries = entries
    this.#held = new RecentlyUsed(entries, mostBytes)
  }

  /** One that lasts. */
  fresh(name: string): Exchanged | undefined {
    const entry = this.#held.get(name)
    return entry !== undefined && performance.now() < entry.goodUntilMs - margin * 1000 ? entry.exchanged : undefined
  }

  /** One that is valid, and may end in a moment. */
  good(name: string): Exchanged | undefined {
    const entry = this.#held.get(name)
    return entry !== undefined && performance.now() < entry.goodUntilMs ? entry.exchanged : undefined
  }

  /** @param now Seconds since the epoch. */
  add(name: string, exchanged: Exchanged, now: number): void {
    if (this.#entries === 0) return
    const goodUntilMs = performance.now() + (exchanged.goodUntil - now) * 1000
    const bytes = exchanged.result.accessToken.length + overheadBytes
    this.#held.add(name, { exchanged, goodUntilMs, bytes })
  }

  delete(name: string): void {
    this.#held.delete(name)
  }

  clear(): void {
    this.#held.clear()
  }
}
