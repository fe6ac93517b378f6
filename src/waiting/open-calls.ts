/** The calls that are under way, so that all of them can be ended. */
export class OpenCalls {
  readonly #calls = new Set<AbortController>()
  #closed = false

  get closed(): boolean {
    return this.#closed
  }

  /** Notes a call that ends with this controller. Returns what to call at its end. */
  began(call: AbortController): () => void {
    this.#calls.add(call)
    if (this.#closed) call.abort()
    return () => this.#calls.delete(call)
  }

  /** Ends the calls that are under way, and those that begin later. */
  close(): void {
    this.#closed = true
    for (const call of this.#calls) call.abort()
  }
}
