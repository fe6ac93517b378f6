import { isMapping } from './plain-data.ts'
import type { Node } from './types.ts'

/** The member of a mapping, or undefined: where there is none, and where the node is no mapping. */
export function child(node: Node, name: string): Node | undefined {
  return isMapping(node.value) && Object.hasOwn(node.value, name) ? inside(node, name, node.value[name]) : undefined
}

/** The members of a mapping, in its order; none where the node is no mapping. */
export function members(node: Node): [string, Node][] {
  if (!isMapping(node.value)) return []
  return Object.entries(node.value).map(([name, value]) => [name, inside(node, name, value)])
}

/** The items of a list; none where the node is no list. */
export function elements(node: Node): Node[] {
  if (!Array.isArray(node.value)) return []
  return node.value.map((value: unknown, index) => inside(node, String(index), value))
}

/** One item of a list. */
export function element(node: Node, index: number): Node | undefined {
  if (!Array.isArray(node.value) || index >= node.value.length) return undefined
  return inside(node, String(index), node.value[index])
}

function inside(node: Node, step: string, value: unknown): Node {
  return { value, place: { file: node.place.file, pointer: node.place.pointer.concat(step) } }
}
