/**
 * A set of strings that nobody can change. A real `Set` cannot be frozen: `Set.prototype.add.call` reaches its members
 * whatever was done to the object. `list` holds the same members, so that two sets compare and print as what they hold.
 */
export class ImmutableSet implements ReadonlySet<string> {
  readonly list: readonly string[]
  readonly #members: ReadonlySet<string>

  constructor(members: Iterable<string>) {
    this.#members = new Set(members)
    this.list = Object.freeze([...this.#members])
    Object.freeze(this)
  }

  get size(): number {
    return this.#members.size
  }

  has(member: string): boolean {
    return this.#members.has(member)
  }

  keys(): SetIterator<string> {
    return this.#members.keys()
  }

  values(): SetIterator<string> {
    return this.#members.values()
  }

  entries(): SetIterator<[string, string]> {
    return this.#members.entries()
  }

  [Symbol.iterator](): SetIterator<string> {
    return this.#members.values()
  }

  forEach(visit: (value: string, key: string, set: ReadonlySet<string>) => void, self?: unknown): void {
    for (const member of this.list) visit.call(self, member, member, this)
  }
}
