import { cutAtBraces, type Piece } from './paths/braces.ts'

export type { Piece } from './paths/braces.ts'

/** What stands between two slashes of a path template. A pattern holds text and parameters, as `{id}.json`. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'pattern'; readonly pieces: readonly Piece[] }

/** An OpenAPI path template, cut at its slashes. `/` alone has no segment. */
export interface PathTemplate {
  readonly segments: readonly Segment[]
  /** Written with a slash at its end (`/` itself is not). */
  readonly trailingSlash: boolean
}

/** What makes a key under `paths` no path template. */
export type PathProblem =
  /** It does not begin with a slash. */
  | 'slash'
  /** A brace without its other half, or one inside another. */
  | 'braces'
  /** `{}`: a parameter without a name. */
  | 'name'
  /** `{a}{b}`: nothing says where the first value ends. */
  | 'adjacent'
  /** More segments than any request has. */
  | 'length'

/** Segments of a path; the deepest published API has fewer than twenty. It bounds every walk over paths. */
export const maxSegments = 256

export type ParsedPath =
  /** `dropped` is the `?…` or `#…` at the end of the key, which a path cannot hold; else ''. */
  | { readonly ok: true; readonly template: PathTemplate; readonly dropped: string }
  | { readonly ok: false; readonly problem: PathProblem }

/**
 * Cuts a key under `paths` into segments (OpenAPI 3.2 §4.8.2). Only braces have a meaning: `:`, `*`, `(`, `+` and every
 * other character stand for themselves. Text is kept as written, percent-escapes included.
 */
export function parsePathTemplate(key: string): ParsedPath {
  const { path, dropped } = cutPath(key)
  if (!path.startsWith('/')) return { ok: false, problem: 'slash' }
  const texts = path.split('/').slice(1)
  const trailingSlash = texts.at(-1) === ''
  if (trailingSlash) texts.pop()
  if (texts.length > maxSegments) return { ok: false, problem: 'length' }

  const segments: Segment[] = []
  for (const text of texts) {
    const parsed = parseSegment(text)
    if (typeof parsed === 'string') return { ok: false, problem: parsed }
    segments.push(parsed)
  }
  const template = Object.freeze({ segments: Object.freeze(segments), trailingSlash: trailingSlash && path !== '/' })
  return { ok: true, template, dropped }
}

/** The names of a template's parameters, as often as they stand in it. */
export function parameterNames(template: PathTemplate): readonly string[] {
  return template.segments.flatMap(namesIn)
}

/** The names of the parameters in one segment. */
export function namesIn(segment: Segment): readonly string[] {
  if (segment.kind === 'literal') return []
  if (segment.kind === 'parameter') return [segment.name]
  return segment.pieces.flatMap((piece) => ('parameter' in piece ? [piece.parameter] : []))
}

/** A `?` inside braces belongs to a name, as in `{id?}`; the first one outside ends the path. */
function cutPath(key: string): { path: string; dropped: string } {
  if (!/[?#]/.test(key)) return { path: key, dropped: '' }
  let depth = 0
  for (let index = 0; index < key.length; index++) {
    const character = key[index]
    if (character === '{') depth++
    else if (character === '}') depth--
    else if ((character === '?' || character === '#') && depth === 0) {
      return { path: key.slice(0, index), dropped: key.slice(index) }
    }
  }
  return { path: key, dropped: '' }
}

function parseSegment(text: string): Segment | PathProblem {
  const pieces = cutAtBraces(text)
  if (typeof pieces === 'string') return pieces
  const [first, second] = pieces
  if (first === undefined) return Object.freeze({ kind: 'literal', text: '' })
  if (second === undefined) return Object.freeze(toWholeSegment(first))
  const adjacent = pieces.some((piece, index) => 'parameter' in piece && 'parameter' in (pieces[index + 1] ?? {}))
  return adjacent ? 'adjacent' : Object.freeze({ kind: 'pattern', pieces: Object.freeze(pieces) })
}

function toWholeSegment(piece: Piece): Segment {
  return 'text' in piece ? { kind: 'literal', text: piece.text } : { kind: 'parameter', name: piece.parameter }
}
