import { RecentlyUsed, type Sized } from '../jwt/recently-used.ts'
import { type Exchanged, marginSeconds } from './exchanged.ts'

/** Bytes for each entry, of all together. Tokens of providers have some two kilobytes. */
const bytesOfEntry = 4096

/** What is held beside a token and its name, in bytes. */
const overheadBytes = 512

/**
 * The earlier of two clocks counts: setting the wall clock makes nothing live longer (F-19), and the monotonic one may stand
 * still while the machine sleeps.
 */
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
    this.#held = new RecentlyUsed(entries, entries * bytesOfEntry)
  }

  /** One that lasts. */
  fresh(key: string): Exchanged | undefined {
    return this.#lasting(key, marginSeconds)
  }

  /** One that is valid, and may end in a moment. */
  good(key: string): Exchanged | undefined {
    return this.#lasting(key, 0)
  }

  #lasting(key: string, seconds: number): Exchanged | undefined {
    const entry = this.#held.get(key)
    if (entry === undefined || performance.now() >= entry.goodUntilMs - seconds * 1000) return undefined
    return Date.now() / 1000 < entry.exchanged.goodUntil - seconds ? entry.exchanged : undefined
  }

  /** @param now Seconds since the epoch. */
  add(key: string, exchanged: Exchanged, now: number): void {
    if (this.#entries === 0) return
    const goodUntilMs = performance.now() + (exchanged.goodUntil - now) * 1000
    const bytes = exchanged.result.accessToken.length + key.length + overheadBytes
    this.#held.add(key, { exchanged, goodUntilMs, bytes })
  }

  delete(key: string): void {
    this.#held.delete(key)
  }

  clear(): void {
    this.#held.clear()
  }
}
