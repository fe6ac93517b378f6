import type { PathTemplate, Segment } from './path-template.ts'

/** A path that a template matches, with `value` in place of every parameter. */
export function samplePath(template: PathTemplate, value: string): string {
  const segments = template.segments.map((segment) => sampleSegment(segment, value))
  return `/${segments.join('/')}${template.trailingSlash ? '/' : ''}`
}

export function sampleSegment(segment: Segment, value: string): string {
  if (segment.kind === 'literal') return segment.text
  if (segment.kind === 'parameter') return value
  return segment.pieces.map((piece) => ('text' in piece ? piece.text : value)).join('')
}
