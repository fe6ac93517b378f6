import type { PathTemplate, Segment } from '../policy/path-template.ts'
import type { Rule } from '../policy/types.ts'
import { routeShapes, templateShape } from './route-shape.ts'
import type { ReachedRoute } from './stack.ts'

/**
 * Whether a route was made for just this operation: its own path has the shape of the template's end, and what the
 * routers in front of it took of the target fits the template's beginning.
 */
export function isOwnRoute(reached: ReachedRoute, rule: Rule, base: string): boolean {
  const taken = segmentsOf(reached.baseUrl)
  const before = segmentsOf(base)
  const fromTemplate = taken.length - before.length
  if (fromTemplate < 0) return ownsWithBase(reached, rule, before.slice(taken.length)) && fits(taken, before)
  if (!fits(taken.slice(0, before.length), before)) return false
  if (!taken.slice(before.length).every((text, index) => fitsSegment(text, rule.template.segments[index]))) return false
  return routeShapes(reached.route).includes(templateShape(rule.template, fromTemplate))
}

/** The route's own path starts inside the base path: `/v1/orders/:id` on the application itself. */
function ownsWithBase(reached: ReachedRoute, rule: Rule, rest: readonly string[]): boolean {
  const prefix = `/${rest.join('/')}`.toLowerCase()
  const shape = templateShape(rule.template)
  return routeShapes(reached.route).includes(shape === '/' ? prefix : prefix + shape)
}

function fits(taken: readonly string[], before: readonly string[]): boolean {
  return taken.every((text, index) => text.toLowerCase() === before[index]?.toLowerCase())
}

function fitsSegment(text: string, segment: Segment | undefined): boolean {
  if (segment === undefined) return false
  return segment.kind !== 'literal' || segment.text.toLowerCase() === text.toLowerCase()
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '')
}

/** Paths that the template matches, to ask a router what it would do: numbers and letters, since routes may want either. */
export function samplePaths(template: PathTemplate, base: string): readonly string[] {
  return ['1', 'x'].map((value) => {
    const segments = template.segments.map((segment) => sampleSegment(segment, value))
    return `${base}/${segments.join('/')}${template.trailingSlash ? '/' : ''}`
  })
}

function sampleSegment(segment: Segment, value: string): string {
  if (segment.kind === 'literal') return segment.text
  if (segment.kind === 'parameter') return value
  return segment.pieces.map((piece) => ('text' in piece ? piece.text : value)).join('')
}
