import type { Piece, Segment } from '../path-template.ts'
import type { Rule } from '../types.ts'

/** A rule under one of its base paths. */
export interface Entry {
  readonly rule: Rule
  readonly base: string
}

/** One position of all paths of a document. */
export interface PathNode {
  readonly literals: Map<string, PathNode>
  readonly wilds: Map<string, Wild>
  /** Paths that end here, and those that end here with a slash where that makes a difference. */
  readonly ends: Entry[]
  readonly slashedEnds: Entry[]
}

/** A segment that is not one text: pieces in lower case unless case counts. A parameter alone is one piece. */
export interface Wild {
  readonly pieces: readonly Piece[]
  readonly node: PathNode
}

/** Puts every rule under each of its base paths into one tree, as the application's settings compare paths. */
export function createPathTree(rules: readonly Rule[], routing: { caseSensitive: boolean; strict: boolean }): PathNode {
  const fold = (text: string): string => (routing.caseSensitive ? text : text.toLowerCase())
  const root = createNode()
  for (const rule of rules) {
    for (const base of rule.bases) {
      let node = root
      for (const text of base.split('/').slice(1)) node = literalChild(node, fold(text))
      for (const segment of rule.template.segments) node = childOf(node, segment, fold)
      const ends = routing.strict && rule.template.trailingSlash ? node.slashedEnds : node.ends
      ends.push({ rule, base })
    }
  }
  return root
}

function createNode(): PathNode {
  return { literals: new Map(), wilds: new Map(), ends: [], slashedEnds: [] }
}

function childOf(node: PathNode, segment: Segment, fold: (text: string) => string): PathNode {
  if (segment.kind === 'literal') return literalChild(node, fold(segment.text))
  const pieces = segment.kind === 'parameter' ? [{ parameter: segment.name }] : segment.pieces
  return wildChild(
    node,
    pieces.map((piece) => ('text' in piece ? { text: fold(piece.text) } : piece)),
  )
}

function literalChild(node: PathNode, text: string): PathNode {
  const known = node.literals.get(text)
  if (known !== undefined) return known
  const created = createNode()
  node.literals.set(text, created)
  return created
}

/** Names of parameters make no difference. Braces in a key are parameters, since no text of a template holds one. */
function wildChild(node: PathNode, pieces: readonly Piece[]): PathNode {
  const shape = pieces.map((piece) => ('text' in piece ? piece.text : '{}')).join('')
  const known = node.wilds.get(shape)
  if (known !== undefined) return known.node
  const created = createNode()
  node.wilds.set(shape, { pieces, node: created })
  return created
}
