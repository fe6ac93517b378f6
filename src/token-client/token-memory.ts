import type { JsonObject } from '../json/json-object.ts'
import { RecentlyUsed, type Sized } from '../memory/recently-used.ts'
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
  /** Of the token that it was exchanged for. */
  readonly claims: JsonObject | undefined
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

  /**
   * @param claims Of the token that it was exchanged for.
   * @param now Seconds since the epoch.
   */
  add(key: string, exchanged: Exchanged, claims: JsonObject | undefined, now: number): void {
    if (this.#entries === 0) return
    const goodUntilMs = performance.now() + (exchanged.goodUntil - now) * 1000
    const { accessToken, scope = '' } = exchanged.result
    const bytes = accessToken.length + scope.length + key.length + overheadBytes
    this.#held.add(key, { exchanged, claims, goodUntilMs, bytes })
  }

  /** Forgets what was exchanged for certain tokens. */
  forget(isMeant: (claims: JsonObject) => boolean): void {
    this.#held.deleteWhere(({ claims }) => claims === undefined || isMeant(claims))
  }

  delete(key: string): void {
    this.#held.delete(key)
  }
}
