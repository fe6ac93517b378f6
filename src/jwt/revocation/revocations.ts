import type { JsonObject } from '../../json/json-object.ts'
import type { Store } from '../../store/types.ts'
import { withDeadline } from '../../store/with-deadline.ts'
import type { RevocationVerdict } from '../types.ts'
import type { RevocationEntry } from './revocation.ts'
import { RevocationList } from './revocation-list.ts'
import { createSharedLog, type SharedLog } from './shared-log.ts'

/** Milliseconds from one look at what other processes revoked to the next. */
const lookEveryMs = 1000

/** Milliseconds that a start waits. What is not heard by then is heard later, and tokens get 503 until it is. */
const longestStartMs = 1000

/** Milliseconds without an answer of the store after which nobody can say that a token was not revoked. */
const longestSilenceMs = 60_000

/** Seconds, some 400 days. Tokens that live longer need `maxTokenAge`. */
const longestKept = 400 * 24 * 60 * 60

export interface RevocationsOptions {
  /** What processes share; undefined: nothing. */
  readonly store: Store | undefined
  /** Seconds since the epoch. */
  readonly clock: () => number
  readonly lookEveryMs?: number
  readonly longestSilenceMs?: number
}

/**
 * What was revoked, in this process and in those that share its store. A token is judged by what is known here: another
 * process's word takes effect within a second, and when the store is silent for a minute, nothing is known.
 */
export class Revocations {
  readonly #list = new RevocationList(longestKept)
  readonly #log: SharedLog | undefined
  readonly #clock: () => number
  readonly #lookEveryMs: number
  readonly #longestSilenceMs: number
  #heardAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  /** An entry of another process found no room, so that nobody can say any more what was not revoked. */
  #lost = false
  #closed = false

  constructor(options: RevocationsOptions) {
    this.#log = options.store && createSharedLog(withDeadline(options.store), longestKept)
    this.#clock = options.clock
    this.#lookEveryMs = options.lookEveryMs ?? lookEveryMs
    this.#longestSilenceMs = options.longestSilenceMs ?? longestSilenceMs
  }

  get size(): number {
    return this.#list.size
  }

  /** Begins to hear what was revoked before. Resolves when all is heard or a second is over; never rejects. */
  async start(): Promise<void> {
    if (this.#log === undefined) return
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, longestStartMs)
    })
    await Promise.race([this.#look(this.#log), enough])
    clearTimeout(timer)
  }

  /**
   * Takes effect here at once. Rejects when the other processes will not hear of it, or when there is no room for it.
   */
  async add(entry: RevocationEntry): Promise<void> {
    this.#list.add(entry, this.#clock())
    if (this.#log === undefined) return
    try {
      await this.#log.append(entry)
    } catch (cause) {
      throw new Error('revoked in this process alone: the store did not take it; try again', { cause })
    }
  }

  judge(issuer: string, claims: JsonObject, kids: readonly (string | undefined)[]): RevocationVerdict {
    if (this.#list.includes(issuer, claims, kids)) return 'revoked'
    if (this.#log === undefined) return 'valid'
    return this.#lost || performance.now() - this.#heardAt > this.#longestSilenceMs ? 'unknown' : 'valid'
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  #hear(entry: RevocationEntry): void {
    try {
      this.#list.add(entry, this.#clock())
    } catch {
      this.#lost = true
    }
  }

  async #look(log: SharedLog): Promise<void> {
    const askedAt = performance.now()
    try {
      await log.read((entry) => this.#hear(entry))
      this.#heardAt = askedAt
    } catch {
      // The store is down; `judge` says so when it has lasted too long.
    }
    if (!this.#closed) this.#timer = setTimeout(() => this.#look(log), this.#lookEveryMs).unref()
  }
}
