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
  /**
   * Goes on from where it was: everything in front of it has left or was put behind all others. A new iterator would walk
   * over the places of all that have left, thousands of them in a memory of ten thousand.
   */
  #oldest = this.#held.entries()
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
    while (this.#held.size > this.#entries || this.#heldBytes > this.#bytes) this.#passOldest(name)
  }

  /** The oldest leaves, or gets another round. The newest leaves last, and only where it is too large by itself. */
  #passOldest(newest: string): void {
    const next = this.#oldest.next()
    if (next.done === true) {
      // A Map iterator that has come to the end stays there.
      this.#oldest = this.#held.entries()
      return
    }
    const [name, { value, used }] = next.value
    this.#held.delete(name)
    const isKept = used || (name === newest && this.#held.size > 0)
    if (isKept) this.#held.set(name, { value, used: false })
    else this.#heldBytes -= value.bytes
  }

  deleteWhere(isMeant: (value: Value) => boolean): void {
    for (const [name, { value }] of this.#held) if (isMeant(value)) this.delete(name)
  }

  delete(name: string): void {
    this.#heldBytes -= this.#held.get(name)?.value.bytes ?? 0
    this.#held.delete(name)
  }
}
