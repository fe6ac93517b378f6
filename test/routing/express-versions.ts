import { createRequire } from 'node:module'
import type express from 'express'
import type { Piece, Segment } from '../../src/policy/path-template.ts'

/** A version of Express, and how its router writes a path template of OpenAPI. */
export interface ExpressVersion {
  readonly name: string
  readonly major: 4 | 5
  readonly create: typeof express
  readonly toPath: (segments: readonly Segment[]) => string
}

const load = createRequire(import.meta.url)

/** The oldest and the newest of both majors. */
export const versions: readonly ExpressVersion[] = [
  version('express', 5),
  version('express-5-oldest', 5),
  version('express-4', 4),
  version('express-4-oldest', 4),
]

function version(alias: string, major: ExpressVersion['major']): ExpressVersion {
  const toPath = major === 5 ? toPath5 : toPath4
  return { name: `Express ${load(`${alias}/package.json`).version}`, major, create: load(alias), toPath }
}

/** path-to-regexp 8: a name in quotes may stand before any text. */
function toPath5(segments: readonly Segment[]): string {
  return joinPath(segments, (name) => `:"${name}"`, /[{}()[\]+?!:*\\]/g)
}

/** path-to-regexp 0.1: without a group of its own, a name would swallow the letters behind it. */
function toPath4(segments: readonly Segment[]): string {
  return joinPath(segments, (name) => `:${name}([^/]+?)`, /[^\w%~/-]/g)
}

/** Parameters are `p0`, `p1`, …, because names of OpenAPI may hold anything. */
function joinPath(segments: readonly Segment[], parameter: (name: string) => string, syntax: RegExp): string {
  let count = 0
  const piecePath = (piece: Piece) =>
    'text' in piece ? spell(piece.text).replace(syntax, '\\$&') : parameter(`p${count++}`)
  return segments.map((segment) => `/${piecesOf(segment).map(piecePath).join('')}`).join('') || '/'
}

/** How the author of a route spells a text: encoded only where it has to be. */
export function spell(text: string): string {
  return text.replace(/[^!-~]/gu, encodeURI)
}

function piecesOf(segment: Segment): readonly Piece[] {
  if (segment.kind === 'pattern') return segment.pieces
  return segment.kind === 'literal' ? [{ text: segment.text }] : [{ parameter: segment.name }]
}
