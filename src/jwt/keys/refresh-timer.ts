/** The part of a delay that chance moves it by: processes that were started together do not ask together. */
const jitter = 0.2

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

  /** Runs after `ms` at the earliest, up to a fifth later. */
  notBefore(ms: number): void {
    this.at(performance.now() + ms * (1 + jitter * Math.random()))
  }

  at(dueMs: number): void {
    this.cancel()
    this.#dueMs = dueMs
    this.#timer = setTimeout(() => this.#fire(), Math.max(0, dueMs - performance.now())).unref()
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
