/** What a watch says has changed. */
export type EndpointChange<Failure> =
  /** The first failure, and the first that is of another kind than the one before. */
  { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'recovered' }

/** Notes how one endpoint does, and tells when that changes: not of each failure. */
export class EndpointWatch<Failure> {
  readonly #kindOf: (failure: Failure) => unknown
  readonly #tell: (change: EndpointChange<Failure>) => void
  #failures = 0
  #answered = false
  #last: Failure | undefined

  constructor(kindOf: (failure: Failure) => unknown, tell: (change: EndpointChange<Failure>) => void) {
    this.#kindOf = kindOf
    this.#tell = tell
  }

  get state(): 'untried' | 'answering' | 'failing' {
    return this.#failures > 0 ? 'failing' : this.#answered ? 'answering' : 'untried'
  }

  /** Since the last answer. */
  get failures(): number {
    return this.#failures
  }

  get last(): Failure | undefined {
    return this.#last
  }

  succeeded(): void {
    const recovered = this.#failures > 0
    this.#failures = 0
    this.#answered = true
    this.#last = undefined
    if (recovered) this.#tell({ kind: 'recovered' })
  }

  failed(failure: Failure): void {
    const known = this.#last !== undefined && this.#kindOf(this.#last) === this.#kindOf(failure)
    this.#failures += 1
    this.#last = failure
    if (!known) this.#tell({ kind: 'failed', failure })
  }
}
