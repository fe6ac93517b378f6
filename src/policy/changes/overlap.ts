import { answersMethod } from '../../http/answers-method.ts'
import type { Segment } from '../path-template.ts'
import type { Rule } from '../types.ts'

/** A place in the space of paths: base path and template, segment by segment. */
export type Place = readonly Segment[]

/** Every place where an operation is served. */
export function placesOf({ bases, template }: Rule): readonly Place[] {
  return bases.map((base) => [...literals(base), ...template.segments])
}

export function literals(path: string): Place {
  return path
    .split('/')
    .filter((text) => text !== '')
    .map((text) => ({ kind: 'literal', text }))
}

/** Whether some request could be meant for both. Where that is hard to say, it could. */
export function mayOverlap(one: Rule, other: Rule): boolean {
  const methods = answersMethod(one.method, other.method) || answersMethod(other.method, one.method)
  return methods && placesOf(one).some((place) => placesOf(other).some((elsewhere) => mayMeet(place, elsewhere)))
}

export function mayMeet(one: Place, other: Place): boolean {
  return one.length === other.length && one.every((segment, index) => mayBeSame(segment, other[index] ?? segment))
}

function mayBeSame(one: Segment, other: Segment): boolean {
  return one.kind !== 'literal' || other.kind !== 'literal' || isSameText(one.text, other.text)
}

/** Whether every request that is meant for `place` is meant for `wider` as well. Where that is hard to say, it is not. */
export function isCovered(place: Place, wider: Place): boolean {
  if (place.length !== wider.length) return false
  return place.every((segment, index) => {
    const other = wider[index] ?? segment
    return other.kind === 'parameter' || (other.kind === segment.kind && shapeOf(other) === shapeOf(segment))
  })
}

/** With its names left out. */
function shapeOf(segment: Segment): string {
  if (segment.kind === 'literal') return segment.text
  if (segment.kind === 'parameter') return '{}'
  return segment.pieces.map((piece) => ('text' in piece ? piece.text : '{}')).join('')
}

/**
 * Whether the matcher lets `winner` alone answer what both are meant for: it has text wherever the two differ, as
 * "concrete before templated" has it. Otherwise both are enforced.
 */
export function outranks(winner: Place, loser: Place): boolean {
  const pairs = winner.map((segment, index): readonly [Segment, Segment] => [segment, loser[index] ?? segment])
  const ahead = pairs.some(([segment, other]) => segment.kind === 'literal' && other.kind !== 'literal')
  return ahead && mayMeet(winner, loser) && pairs.every(([segment, other]) => isAhead(segment, other))
}

function isAhead(segment: Segment, other: Segment): boolean {
  if (segment.kind === 'literal') return true
  return segment.kind === other.kind && isSameText(shapeOf(segment), shapeOf(other))
}

/** To the most lenient reader, who decodes and knows no case. */
function isSameText(one: string, other: string): boolean {
  return loosely(one) === loosely(other)
}

function loosely(text: string): string {
  try {
    return decodeURIComponent(text).toLowerCase()
  } catch {
    // A percent sign that is no escape stands for itself.
    return text.toLowerCase()
  }
}
