import type { Segment } from '../../src/policy/path-template.ts'
import { type ExpressVersion, spell } from '../routing/express-versions.ts'
import type { Operation, Routing } from './documents.ts'

/** An operation, and the segments of its path that the routers in front have not taken. */
export interface Placed {
  readonly operation: Operation
  readonly rest: readonly Segment[]
}

/** Undocumented paths, too long for any template of a document. */
export const strayPath = '/admin/of/the/house'
export function aliasPath(operation: number): string {
  return `/alias/of/operation/${operation}`
}

/** A router at a base path answers with and without a slash; a route that has the base path in it says so. */
export function plainPaths(version: ExpressVersion, { operation, rest }: Placed, prefix: string): readonly string[] {
  const own = pathOf(version, rest) + (operation.template.trailingSlash && rest.length > 0 ? '/' : '')
  if (own === '/') return prefix === '' ? ['/'] : [prefix, `${prefix}/`]
  return [prefix + own]
}

/** A name stands in quotes only where letters follow it. */
export function pathOf({ toPath }: ExpressVersion, segments: readonly Segment[]): string {
  return toPath(segments).replace(/:"(\w+)"(?!\w)/g, ':$1')
}

export function openPath(
  version: ExpressVersion,
  way: 'expression' | 'optional' | 'wildcard',
  { rest }: Placed,
  prefix: string,
  { caseSensitive }: Routing,
): string | RegExp {
  if (way === 'expression') {
    return new RegExp(`^${prefix}${rest.map(expressionOf).join('')}/?$`, caseSensitive ? '' : 'i')
  }
  const start = rest.length < 2 ? '' : pathOf(version, rest.slice(0, -1))
  if (way === 'wildcard') return wildcard(version, prefix + start)
  return prefix + start + (version.major === 5 ? '{/:last}' : '/:last?')
}

export function wildcard({ major }: ExpressVersion, start: string): string {
  return `${start}/*${major === 5 ? 'rest' : ''}`
}

function expressionOf(segment: Segment): string {
  const pieces = segment.kind === 'pattern' ? segment.pieces : []
  if (segment.kind === 'literal') return `/${escaped(segment.text)}`
  if (segment.kind === 'parameter') return '/[^/]+'
  return `/${pieces.map((piece) => ('text' in piece ? escaped(piece.text) : '[^/]+?')).join('')}`
}

function escaped(text: string): string {
  return spell(text).replace(/[^\w%~-]/g, '\\$&')
}
