import type { Segment } from '../policy/path-template.ts'
import type { Rule } from '../policy/types.ts'
import { createNode, type Edge, endsOf, type PathNode, type PatternTable } from './path-trie.ts'
import { compilePattern, type Pattern, shapeOf } from './pattern.ts'
import { foldCase, toWireForm } from './wire-form.ts'

/** What the templates of one policy are compiled with. */
export interface TrieOptions {
  readonly caseSensitive: boolean
  readonly strict: boolean
  /** By shape. */
  readonly patterns: Map<string, Pattern>
}

/** A template that no request can match, because its text is no UTF-8, is left out. */
export function insertRule(root: PathNode, rule: Rule, options: TrieOptions): void {
  const { segments, trailingSlash } = rule.template
  const edges: Edge[] = []
  let node = root
  for (const segment of segments) {
    const edge = compileEdge(segment, options)
    if (edge === undefined) return
    edges.push(edge.kind)
    node = childOf(node, edge)
  }
  // Unless routing is strict, one slash more or less makes no difference (`router/lib/layer.js:90` and `loosen` below).
  if (!options.strict || !trailingSlash) addTo(node, 'leaf', edges, rule)
  // `/` is the base path itself, and a router that is mounted there answers with and without the slash.
  if (options.strict && (trailingSlash || segments.length === 0)) addTo(node, 'slashedLeaf', edges, rule)
}

function addTo(node: PathNode, end: 'leaf' | 'slashedLeaf', edges: readonly Edge[], rule: Rule): void {
  const leaf = node[end] ?? { edges, rules: [] }
  leaf.rules.push(rule)
  node[end] = leaf
}

/** An edge, and what tells it from its siblings. */
type KeyedEdge = { readonly kind: 'parameter' | Pattern } | { readonly kind: 'literal'; readonly key: string }

function compileEdge(segment: Segment, { caseSensitive, patterns }: TrieOptions): KeyedEdge | undefined {
  if (segment.kind === 'parameter') return { kind: 'parameter' }
  if (segment.kind === 'literal') return { kind: 'literal', key: foldCase(toWireForm(segment.text), caseSensitive) }
  const pattern = compilePattern(segment.pieces, caseSensitive)
  return pattern && { kind: getOrAdd(patterns, shapeOf(pattern), () => pattern) }
}

function childOf(node: PathNode, edge: KeyedEdge): PathNode {
  if (edge.kind === 'literal') {
    node.literals ??= new Map()
    return getOrAdd(node.literals, edge.key, createNode)
  }
  if (edge.kind === 'parameter') {
    node.parameter ??= createNode()
    return node.parameter
  }
  node.patterns ??= { lengths: [], children: new Map() }
  return patternChild(node.patterns, edge.kind)
}

function patternChild(table: PatternTable, pattern: Pattern): PathNode {
  const { prefix, suffix } = pattern
  const isKnown = table.lengths.some((pair) => pair.prefix === prefix.length && pair.suffix === suffix.length)
  if (!isKnown) table.lengths.push({ prefix: prefix.length, suffix: suffix.length })

  const siblings = getOrAdd(table.children, endsOf(prefix, suffix), () => [])
  const known = siblings.find((sibling) => sibling.pattern === pattern)
  if (known !== undefined) return known.node
  const node = createNode()
  siblings.push({ pattern, node })
  return node
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}
