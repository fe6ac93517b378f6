import type { Piece, Segment } from '../path-template.ts'
import type { CompiledPolicy, Rule } from '../types.ts'

/** A rule under one of its base paths. */
export interface Entry {
  readonly rule: Rule
  readonly base: string
}

/** One position of all paths of a document. Most have one way on, so that no map stands there in vain. */
export interface PathNode {
  literals: Map<string, PathNode> | undefined
  wilds: Map<string, Wild> | undefined
  /** Paths that end here, and those that end here with a slash where that makes a difference. */
  readonly ends: Entry[]
  readonly slashedEnds: Entry[]
}

/** A segment that is not one text: pieces in lower case unless case counts. A parameter alone is one piece. */
export interface Wild {
  readonly pieces: readonly Piece[]
  readonly node: PathNode
}

type Fold = (text: string) => string

/** Puts every rule under each of its base paths into one tree, as the application's settings compare paths. */
export function createPathTree(rules: readonly Rule[], { caseSensitive, strict }: CompiledPolicy['routing']): PathNode {
  const fold: Fold = (text) => (caseSensitive ? text : text.toLowerCase())
  const root = createNode()
  const bases = new Map<string, PathNode>()
  for (const rule of rules) {
    const { segments, trailingSlash } = rule.template
    for (const base of rule.bases) {
      const start = bases.get(base) ?? addBase(root, base, fold)
      bases.set(base, start)
      let node = start
      for (const segment of segments) node = childOf(node, segment, fold)
      const ends = strict && trailingSlash ? node.slashedEnds : node.ends
      ends.push({ rule, base })
    }
  }
  return root
}

function createNode(): PathNode {
  return { literals: undefined, wilds: undefined, ends: [], slashedEnds: [] }
}

function addBase(root: PathNode, base: string, fold: Fold): PathNode {
  let node = root
  for (const text of base.split('/').slice(1)) node = literalChild(node, fold(text))
  return node
}

function childOf(node: PathNode, segment: Segment, fold: Fold): PathNode {
  switch (segment.kind) {
    case 'literal':
      return literalChild(node, fold(segment.text))
    case 'parameter':
      return wildChild(node, '{}', [{ parameter: segment.name }])
    case 'pattern': {
      const pieces = segment.pieces.map((piece) => ('text' in piece ? { text: fold(piece.text) } : piece))
      // Names make no difference, and braces are parameters, since no text of a template holds one.
      return wildChild(node, pieces.map((piece) => ('text' in piece ? piece.text : '{}')).join(''), pieces)
    }
  }
}

function literalChild(node: PathNode, text: string): PathNode {
  node.literals ??= new Map()
  const known = node.literals.get(text)
  if (known !== undefined) return known
  const created = createNode()
  node.literals.set(text, created)
  return created
}

function wildChild(node: PathNode, shape: string, pieces: readonly Piece[]): PathNode {
  node.wilds ??= new Map()
  const known = node.wilds.get(shape)
  if (known !== undefined) return known.node
  const created = createNode()
  node.wilds.set(shape, { pieces, node: created })
  return created
}
