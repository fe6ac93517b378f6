import { documentLimits } from '../limits.ts'
import { isMapping } from '../plain-data.ts'

/**
 * How large a document may become in one piece, in characters. What is referred to from many places and has to stand at each
 * of them, as path items do and as YAML's aliases do, can make a small document one that no process holds.
 */
export class SizeBound {
  readonly #sizes = new WeakMap<object, number>()
  readonly #most: number
  #taken = 0

  constructor(most: number = documentLimits.fileBytes) {
    this.#most = most
  }

  /** @throws {Error} where there is none left for a copy of the value. */
  take(value: unknown): void {
    this.#taken += this.#sizeOf(value)
    if (this.#taken > this.#most) throw new Error(`the document is larger than ${this.#most} characters in one piece`)
  }

  /** About what JSON takes. One object may stand in many places, and is counted in each. */
  #sizeOf(value: unknown): number {
    if (typeof value === 'string') return value.length + 3
    if (typeof value !== 'object' || value === null) return 5
    const known = this.#sizes.get(value)
    if (known !== undefined) return known
    const names = isMapping(value) ? Object.keys(value).reduce((sum, name) => sum + name.length + 4, 0) : 0
    const size = Object.values(value).reduce((sum: number, member) => sum + this.#sizeOf(member), 2 + names)
    this.#sizes.set(value, size)
    return size
  }
}
