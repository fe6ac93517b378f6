import { child, members } from './node.ts'
import { isMapping, type Mapping } from './plain-data.ts'
import type { Fields, Node } from './types.ts'

/**
 * The members of a mapping as it is written. A node is made when it is asked for: of most operations nearly every member
 * is of no interest here, and a large document has tens of thousands of them. A value that is no mapping has none.
 */
export function writtenFields(node: Node): Fields {
  return new WrittenFields(node)
}

class WrittenFields implements Fields {
  readonly #node: Node

  constructor(node: Node) {
    this.#node = node
  }

  get size(): number {
    return Object.keys(this.#mapping).length
  }

  get(name: string): Node | undefined {
    return child(this.#node, name)
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#mapping, name)
  }

  keys(): Iterable<string> {
    return Object.keys(this.#mapping)
  }

  [Symbol.iterator](): Iterator<[string, Node]> {
    return members(this.#node)[Symbol.iterator]()
  }

  get #mapping(): Mapping {
    return isMapping(this.#node.value) ? this.#node.value : {}
  }
}
