/** Seconds. Less than that is a clock being kept, and not one being set. */
const smallestStep = 5

/** Sees when somebody sets the wall clock, by the one that nobody can set (F-19). */
export class ClockWatch {
  #offsetMs = offsetMs()

  /** By how many seconds the wall clock was moved since the last question; 0: it was not. */
  stepSeconds(): number {
    const before = this.#offsetMs
    this.#offsetMs = offsetMs()
    const step = Math.round((this.#offsetMs - before) / 1000)
    return Math.abs(step) > smallestStep ? step : 0
  }
}

function offsetMs(): number {
  return Date.now() - performance.now()
}
