/** What is held, and its size in bytes. */
export interface Sized {
  readonly bytes: number
}

/**
 * Holds values by name, of a bounded number and size: those that were used least recently leave first. A Map keeps the
 * order in which names came.
 */
export class RecentlyUsed<Value extends Sized> {
  readonly #entries: number
  readonly #bytes: number
  readonly #held = new Map<string, Value>()
  #heldBytes = 0
  /** Whoever asks for the same again moves nothing. */
  #latest = ''

  constructor(entries: number, bytes: number) {
    this.#entries = entries
    this.#bytes = bytes
  }

  get size(): number {
    return this.#held.size
  }

  get(name: string): Value | undefined {
    const found = this.#held.get(name)
    if (found !== undefined && name !== this.#latest) {
      this.#held.delete(name)
      this.#held.set(name, found)
      this.#latest = name
    }
    return found
  }

  add(name: string, value: Value): void {
    this.delete(name)
    this.#held.set(name, value)
    this.#heldBytes += value.bytes
    this.#latest = name
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= this.#entries && this.#heldBytes <= this.#bytes) break
      this.delete(oldest)
    }
  }

  deleteWhere(isMeant: (value: Value) => boolean): void {
    for (const [name, value] of this.#held) if (isMeant(value)) this.delete(name)
  }

  delete(name: string): void {
    this.#heldBytes -= this.#held.get(name)?.bytes ?? 0
    this.#held.delete(name)
  }
}
