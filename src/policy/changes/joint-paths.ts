import type { Segment } from '../path-template.ts'
import { samplePath, sampleSegment } from '../sample-paths.ts'
import type { Rule } from '../types.ts'

/** Paths that a rule's template matches: one of its own, and one for each other template that may match it as well. */
export function jointPaths(rule: Rule, others: readonly Rule[]): readonly string[] {
  const shared = others.flatMap((other) => jointSegments(rule.template.segments, other.template.segments) ?? [])
  const own = samplePath(rule.template, 'x')
  const paths = new Set([own, ...shared])
  return rule.bases.flatMap((base) => [...paths].map((path) => base + path))
}

/** As text; undefined where the templates have no path in common. */
function jointSegments(one: readonly Segment[], other: readonly Segment[]): string | undefined {
  if (one.length !== other.length) return undefined
  const texts: string[] = []
  for (const [index, segment] of one.entries()) {
    const text = jointSegment(segment, other[index] ?? segment)
    if (text === undefined) return undefined
    texts.push(text)
  }
  return `/${texts.join('/')}`
}

/** Text decides where one of them has any; of two patterns the matcher will say whether the first one's text fits. */
function jointSegment(one: Segment, other: Segment): string | undefined {
  if (one.kind === 'literal' && other.kind === 'literal') {
    return one.text.toLowerCase() === other.text.toLowerCase() ? one.text : undefined
  }
  const decisive =
    [one, other].find(({ kind }) => kind === 'literal') ?? [one, other].find(({ kind }) => kind === 'pattern')
  return sampleSegment(decisive ?? one, 'x')
}
