/** How long something is left alone that has failed. Times are milliseconds. */
export interface CircuitLimits {
  /** Failures in a row after which it counts as down. One may be a hiccup. */
  readonly mostFailures: number
  readonly restMs: number
  /** Each further failure doubles the rest, up to this. Default: it stays as it is. */
  readonly longestRestMs?: number
}

/**
 * Keeps callers from something that is down: else each would wait for a deadline to learn the same. After a rest one call
 * goes through, and what becomes of it decides for the others (F-37).
 */
export class Circuit {
  readonly #limits: CircuitLimits
  readonly #clock: () => number
  #failures = 0
  #restUntilMs = 0
  /** Whether a call was let through to see how it is. */
  #trying = false

  constructor(limits: CircuitLimits, clock: () => number = () => performance.now()) {
    this.#limits = limits
    this.#clock = clock
  }

  /** 0: the call may go, and has to be followed by `succeeded` or `failed`. Else the milliseconds for which none may. */
  enter(): number {
    if (this.#failures < this.#limits.mostFailures) return 0
    const leftMs = this.#restUntilMs - this.#clock()
    if (leftMs > 0) return leftMs
    // This call tries; the others rest on until it is known what became of it.
    this.#trying = true
    this.#restUntilMs = this.#clock() + this.#restMs()
    return 0
  }

  succeeded(): void {
    this.#failures = 0
    this.#trying = false
  }

  failed(): void {
    // Calls that set out before the rest began all fail of the same: they make it no longer.
    if (this.#failures >= this.#limits.mostFailures && !this.#trying) return
    this.#trying = false
    this.#failures += 1
    this.#restUntilMs = this.#clock() + this.#restMs()
  }

  #restMs(): number {
    const { mostFailures, restMs, longestRestMs = restMs } = this.#limits
    const doublings = Math.max(0, this.#failures - mostFailures)
    return Math.min(longestRestMs, restMs * 2 ** doublings)
  }
}
