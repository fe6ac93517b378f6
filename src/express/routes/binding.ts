import type { PathTemplate, Segment } from '../../policy/path-template.ts'
import type { Rule } from '../../policy/types.ts'
import { routeShapes, type Shape, templateShape } from './route-shape.ts'
import type { ReachedRoute } from './stack.ts'

/**
 * The shape that a route's own path has where it was made for just this operation: what is left of base path and
 * template behind what the routers in front of it took of the target. Undefined where that does not fit.
 */
export function ownShape(baseUrl: string, rule: Rule, base: string): Shape | undefined {
  const taken = segmentsOf(baseUrl)
  const before = segmentsOf(base)
  if (!fits(taken.slice(0, before.length), before)) return undefined
  const inTemplate = taken.slice(before.length)
  if (!inTemplate.every((text, index) => fitsSegment(text, rule.template.segments[index]))) return undefined
  const rest = before.slice(taken.length).map((segment) => `/${segment.toLowerCase()}`)
  const shape = templateShape(rule.template, inTemplate.length)
  return rest.length > 0 && shape === '/' ? rest.join('') : rest.join('') + shape
}

/** Whether a route was made for just this operation. */
export function isOwnRoute(reached: ReachedRoute, rule: Rule, base: string): boolean {
  const shape = ownShape(reached.baseUrl, rule, base)
  return shape !== undefined && routeShapes(reached.route).includes(shape)
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
