/** The part of a delay that chance moves it by: processes that were started together do not ask together. */
const jitter = 0.2

/** Milliseconds, where a time could not be worked out: a timer that fires at once again and again holds up everybody. */
const unforeseenMs = 30_000

/** The one timer of a source. It never keeps the process alive. */
export class RefreshTimer {
  readonly #run: () => void
  #timer: NodeJS.Timeout | undefined
  #dueMs = 0

  constructor(run: () => void) {
    this.#run = run
  }

  /** When it is due, on the monotonic clock; undefined: it is not set. */
  get dueMs(): number | undefined {
    return this.#timer === undefined ? undefined : this.#dueMs
  }

  /** Runs after `ms` at the latest, up to a fifth sooner. */
  within(ms: number): void {
    this.at(performance.now() + ms * (1 - jitter * Math.random()))
  }

  /** Runs after `ms` at the earliest, up to a fifth later, and not after `longestMs`. */
  notBefore(ms: number, longestMs: number): void {
    this.at(performance.now() + Math.min(ms * (1 + jitter * Math.random()), longestMs))
  }

  at(dueMs: number): void {
    this.cancel()
    this.#dueMs = Number.isFinite(dueMs) ? dueMs : performance.now() + unforeseenMs
    this.#timer = setTimeout(() => this.#fire(), Math.max(0, this.#dueMs - performance.now())).unref()
  }

  cancel(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #fire(): void {
    this.#timer = undefined
    this.#run()
  }
}
