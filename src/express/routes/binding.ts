import type { PathTemplate, Segment } from '../../policy/path-template.ts'
import type { Rule } from '../../policy/types.ts'
import { toWireForm } from '../../routing/wire-form.ts'
import { routeShapes, type Shape, templateShape, textShape } from './route-shape.ts'
import type { ReachedRoute } from './stack.ts'

/**
 * The shape that a route's own path has where it was made for just this operation: what is left of base path and
 * template behind what the routers in front of it took of the target. Undefined where that does not fit.
 */
function ownShape(baseUrl: string, rule: Rule, base: string): Shape | undefined {
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
  return segment.kind !== 'literal' || textShape(segment.text) === textShape(text)
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '')
}

/** Values of a parameter: numbers and letters, since routes may want either. */
const plainValues = ['1', 'x']
/** Those that the expressions of routes ask for, beyond them: years, identifiers, dates, languages, names. */
const formedValues = [
  ...plainValues,
  '2024',
  '123456',
  'ab',
  'abc1',
  'en-GB',
  'a-b',
  'a.b',
  '2024-01-31',
  '0123456789abcdef01234567',
  '01234567-89ab-4def-8123-456789abcdef',
]

/**
 * Paths that the template matches, to ask a router what it would do.
 * @param formed Whether routes may want values of a certain form.
 */
export function samplePaths(template: PathTemplate, base: string, formed = false): readonly string[] {
  const values = template.segments.every(({ kind }) => kind === 'literal') ? ['1'] : formed ? formedValues : plainValues
  return values.map((value) => {
    const segments = template.segments.map((segment) => sampleSegment(segment, value))
    return `${base}/${segments.join('/')}${template.trailingSlash ? '/' : ''}`
  })
}

function sampleSegment(segment: Segment, value: string): string {
  if (segment.kind === 'literal') return spell(segment.text)
  if (segment.kind === 'parameter') return value
  return segment.pieces.map((piece) => ('text' in piece ? spell(piece.text) : value)).join('')
}

/** A text as the author of a route spells it: encoded only where no target may hold it. */
function spell(text: string): string {
  return text.replace(/[^!-~]+/gu, (odd) => toWireForm(odd))
}
