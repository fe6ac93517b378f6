import type { PathTemplate, Segment } from '../../policy/path-template.ts'
import { toWireForm } from '../../routing/wire-form.ts'
import type { Route } from './stack.ts'

/**
 * A path with its names left out, as text: `/orders/{}`, `/{}.json`. Two paths of one shape answer the same targets.
 */
export type Shape = string

/** The shape of an OpenAPI template from its segment `from` on. */
export function templateShape(template: PathTemplate, from = 0): Shape {
  return `/${template.segments.slice(from).map(segmentShape).join('/')}`
}

/** The shape of a template's whole path under a base path. */
export function shapeUnder(base: string, template: PathTemplate): Shape {
  const shape = templateShape(template)
  const before = textShape(base)
  return before !== '' && shape === '/' ? before : before + shape
}

function segmentShape(segment: Segment): string {
  if (segment.kind === 'literal') return textShape(segment.text)
  if (segment.kind === 'parameter') return '{}'
  return segment.pieces.map((piece) => ('text' in piece ? textShape(piece.text) : '{}')).join('')
}

/** A document writes `é` where a route, which Express compares with the raw target, writes `%C3%A9`. */
export function textShape(text: string): string {
  // Nearly every text is plain, and is as it stands.
  return /^[\w./~-]*$/.test(text) ? text.toLowerCase() : toWireForm(text).toLowerCase()
}

const shapes = new WeakMap<Route, readonly Shape[]>()

/** The shapes of the plain paths a route was made with. Wildcards, optional parts and expressions have none. */
export function routeShapes(route: Route): readonly Shape[] {
  const known = shapes.get(route)
  if (known !== undefined) return known
  const paths: readonly unknown[] = [route.path].flat(Number.POSITIVE_INFINITY)
  const found = paths.filter((path) => typeof path === 'string').map(pathShape)
  const plain = Object.freeze(found.filter((shape) => shape !== undefined))
  shapes.set(route, plain)
  return plain
}

/**
 * An escaped character, or a parameter: its name, plain or in quotes, and the expression that Express 4 allows behind it.
 * Names in other letters are left: Express 5 takes in what Express 4 takes for text.
 */
const parameter = /\\.|:\w+(?:\([^()]*\)|(?![$\p{ID_Continue}]))|:"(?:[^"\\]|\\.)+"/gu
/** Syntax of path-to-regexp (any of its versions) that may stand for several targets or for none. */
const open = /[*?+(){}[\]!:]/

/** The names of the parameters in a path as Express has it, in their order. */
export function parametersOf(path: string): readonly string[] {
  return [...path.matchAll(parameter)].flatMap(([found]) => /^:"?(\w+)/.exec(found)?.[1] ?? [])
}

/** The shape of a path as Express has it; undefined where it stands for several targets, or for none. */
export function pathShape(path: string): Shape | undefined {
  // A marker that no path holds keeps the places of parameters while what is left is looked through for syntax.
  const marked = path.replace(parameter, (found) => (found.startsWith(':') ? '\0' : found))
  if (open.test(marked.replace(/\\./g, ''))) return undefined
  const plain = marked.replace(/\\(.)/g, '$1').split('\0').map(textShape).join('{}')
  return `/${plain
    .split('/')
    .filter((segment) => segment !== '')
    .join('/')}`
}
