import type { Segment } from '../policy/path-template.ts'
import type { Rule } from '../policy/types.ts'
import type { Edge, Leaf } from './path-trie.ts'
import { findValues } from './pattern.ts'
import type { RequestPath } from './request-path.ts'

type Params = Record<string, string>

/** The values of a rule's parameters in a path that its template matches from segment `depth` on. */
export function readParams(rule: Rule, { edges }: Leaf, path: RequestPath, depth: number): Readonly<Params> {
  const params: Params = Object.create(null)
  let index = 0
  for (const segment of rule.template.segments) {
    readSegment(params, segment, edges[index], path, depth + index)
    index++
  }
  return params
}

function readSegment(params: Params, segment: Segment, edge: Edge | undefined, path: RequestPath, index: number): void {
  const text = path.segments[index] ?? ''
  if (segment.kind === 'parameter') params[segment.name] = text
  if (segment.kind !== 'pattern' || typeof edge !== 'object') return

  const values = findValues(edge, path.keys[index] ?? '') ?? []
  let next = 0
  for (const piece of segment.pieces) {
    if ('parameter' in piece) params[piece.parameter] = text.slice(values[next++], values[next++])
  }
}
