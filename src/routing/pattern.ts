import type { Piece } from '../policy/path-template.ts'
import { isDecodable } from './target.ts'
import { foldCase, toWireForm } from './wire-form.ts'

/** A segment of text and parameters, `{id}.json`, ready to be compared. Texts are in wire form and without case. */
export interface Pattern {
  readonly prefix: string
  /** Parameters that touch each other, and the text after them. The last text is the suffix. */
  readonly runs: readonly Run[]
  readonly suffix: string
}

interface Run {
  readonly parameters: number
  readonly text: string
}

/** Undefined where a text is no UTF-8 once decoded: no target that was let through can hold it. */
export function compilePattern(pieces: readonly Piece[], caseSensitive: boolean): Pattern | undefined {
  let prefix = ''
  const runs: Run[] = []
  for (const piece of pieces) {
    const last = runs.at(-1)
    if ('text' in piece) {
      const text = foldCase(toWireForm(piece.text), caseSensitive)
      if (!isDecodable(text)) return undefined
      if (last === undefined) prefix += text
      else runs[runs.length - 1] = { parameters: last.parameters, text: last.text + text }
    } else if (last?.text === '') {
      runs[runs.length - 1] = { parameters: last.parameters + 1, text: '' }
    } else {
      runs.push({ parameters: 1, text: '' })
    }
  }
  return { prefix, runs, suffix: runs.at(-1)?.text ?? '' }
}

/** Two patterns of one shape are the same but for the names. Braces never stand raw in wire form. */
export function shapeOf(pattern: Pattern): string {
  return pattern.prefix + pattern.runs.map((run) => '{}'.repeat(run.parameters) + run.text).join('')
}

/**
 * Where the values lie in a segment: start and end of each, in order. Undefined when no cut gives every parameter at
 * least one character. Where several cuts do, each value ends as early as it can, from left to right; routers differ
 * in that (path-to-regexp 8 is greedy at the first parameter, 0.1 is not), so only the match itself is to be trusted.
 *
 * Taking every text at its first place is exact, because it leaves the most to what follows. It is linear for a given
 * pattern. A character that is percent-encoded is never cut: Express answers 400 to half of one.
 */
export function findValues(pattern: Pattern, key: string): readonly number[] | undefined {
  const end = key.length - pattern.suffix.length
  if (!key.startsWith(pattern.prefix) || !key.endsWith(pattern.suffix) || isInsideEscape(key, end)) return undefined

  const values: number[] = []
  let at = pattern.prefix.length
  for (const [index, { parameters, text }] of pattern.runs.entries()) {
    for (let rest = parameters; rest > 1; rest--) {
      const next = afterCharacter(key, at)
      values.push(at, next)
      at = next
    }
    const isLast = index === pattern.runs.length - 1
    const stop = isLast ? end : findText(key, text, afterCharacter(key, at))
    if (stop <= at) return undefined
    values.push(at, stop)
    at = stop + text.length
  }
  return at === key.length ? values : undefined
}

/** The first place of a text from `from` on that does not begin within an escape, or -1. */
function findText(key: string, text: string, from: number): number {
  let at = key.indexOf(text, from)
  while (at !== -1 && isInsideEscape(key, at)) at = key.indexOf(text, at + 1)
  return at
}

/** Every `%` begins an escape of three characters, because the target was judged. */
function isInsideEscape(key: string, at: number): boolean {
  return key[at - 1] === '%' || key[at - 2] === '%'
}

/** The place after the character at `at`: one of ASCII, or as many escapes as its UTF-8 has bytes (RFC 3629 §3). */
function afterCharacter(key: string, at: number): number {
  if (key[at] !== '%') return at + 1
  const lead = Number.parseInt(key.slice(at + 1, at + 3), 16)
  const bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  return at + 3 * bytes
}
