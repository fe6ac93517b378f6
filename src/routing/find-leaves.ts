import { endsOf, type Leaf, type PathNode, type PatternTable } from './path-trie.ts'
import { findValues } from './pattern.ts'
import type { RequestPath } from './request-path.ts'

/**
 * Every leaf whose template matches the path from segment `depth` on: literals before patterns before parameters, one
 * segment after the other. The walk takes two ways only where two templates of the document fit.
 */
export function findLeaves(root: PathNode, path: RequestPath, depth: number, strict: boolean): Leaf[] {
  const found: Leaf[] = []
  const slashed = strict && path.trailingSlash
  collectLeaves(root, path.keys, depth, slashed ? 'slashedLeaf' : 'leaf', found)
  return found
}

function collectLeaves(
  node: PathNode,
  keys: readonly string[],
  index: number,
  end: 'leaf' | 'slashedLeaf',
  found: Leaf[],
): void {
  const key = keys[index]
  if (key === undefined) {
    const leaf = node[end]
    if (leaf !== undefined) found.push(leaf)
    return
  }
  const literal = node.literals?.get(key)
  if (literal !== undefined) collectLeaves(literal, keys, index + 1, end, found)
  for (const child of patternChildren(node.patterns, key)) collectLeaves(child, keys, index + 1, end, found)
  if (node.parameter !== undefined) collectLeaves(node.parameter, keys, index + 1, end, found)
}

const none: readonly PathNode[] = []

function patternChildren(table: PatternTable | undefined, key: string): readonly PathNode[] {
  if (table === undefined) return none
  return table.lengths.flatMap(({ prefix, suffix }) => {
    const ends = endsOf(key.slice(0, prefix), key.slice(Math.max(0, key.length - suffix)))
    const children = table.children.get(ends) ?? []
    return children.filter(({ pattern }) => findValues(pattern, key) !== undefined).map(({ node }) => node)
  })
}
