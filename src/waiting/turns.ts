/** Lets so many at once, and so many wait, in the order in which they came. */
export class Turns {
  readonly #most: number
  readonly #mostWaiting: number
  readonly #waiting = new Set<() => void>()
  #taken = 0

  constructor(most: number, mostWaiting: number) {
    this.#most = most
    this.#mostWaiting = mostWaiting
  }

  get full(): boolean {
    return this.#taken >= this.#most && this.#waiting.size >= this.#mostWaiting
  }

  /** Whether it got a turn, which it has to give back, before the signal. */
  async take(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    if (this.#taken < this.#most) {
      this.#taken += 1
      return true
    }
    return new Promise((resolve) => {
      const proceed = (): void => {
        signal.removeEventListener('abort', give)
        resolve(true)
      }
      const give = (): void => {
        this.#waiting.delete(proceed)
        resolve(false)
      }
      this.#waiting.add(proceed)
      signal.addEventListener('abort', give, { once: true })
    })
  }

  /** The turn goes to whoever has waited longest. */
  giveBack(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#taken -= 1
      return
    }
    this.#waiting.delete(next)
    next()
  }
}
