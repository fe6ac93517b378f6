/** What is held, and its size in bytes. */
export interface Sized {
  readonly bytes: number
}

interface Held<Value> {
  readonly value: Value
  /** Asked for since it was last looked at. */
  used: boolean
}

/**
 * Holds values by name, of a bounded number and size. Those that nobody has asked for leave first, the oldest of them
 * before the others; one that was asked for is given another round. So a value that is found costs one look-up: to put it
 * behind all others each time would cost three.
 */
export class RecentlyUsed<Value extends Sized> {
  readonly #entries: number
  readonly #bytes: number
  /** A Map keeps the order in which names came. */
  readonly #held = new Map<string, Held<Value>>()
  #heldBytes = 0

  constructor(entries: number, bytes: number) {
    this.#entries = entries
    this.#bytes = bytes
  }

  get size(): number {
    return this.#held.size
  }

  get(name: string): Value | undefined {
    const found = this.#held.get(name)
    if (found === undefined) return undefined
    found.used = true
    return found.value
  }

  add(name: string, value: Value): void {
    this.delete(name)
    this.#held.set(name, { value, used: false })
    this.#heldBytes += value.bytes
    for (const [oldest, held] of this.#held) {
      if (this.#held.size <= this.#entries && this.#heldBytes <= this.#bytes) break
      this.#held.delete(oldest)
      // The new one leaves last, and only where it is too large by itself.
      const isKept = held.used || (oldest === name && this.#held.size > 0)
      if (isKept) this.#held.set(oldest, { value: held.value, used: false })
      else this.#heldBytes -= held.value.bytes
    }
  }

  deleteWhere(isMeant: (value: Value) => boolean): void {
    for (const [name, { value }] of this.#held) if (isMeant(value)) this.delete(name)
  }

  delete(name: string): void {
    this.#heldBytes -= this.#held.get(name)?.value.bytes ?? 0
    this.#held.delete(name)
  }
}
