import { findRepeatedName } from './find-repeated-name.ts'
import { findSyntaxFault } from './find-syntax-fault.ts'
import { CLOSE_BRACE, CLOSE_BRACKET, COLON, endOfString, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './scan.ts'

export interface JsonLimits {
  /** Objects and arrays inside each other; `{}` alone is 1. */
  readonly maxDepth: number
}

export type StrictJson = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & JsonFault)

/** Why a text is refused, and the offset in it where that shows. */
export type JsonFault =
  /** `expected` is what should stand there, in words. */
  | { readonly problem: 'syntax'; readonly offset: number; readonly expected: string }
  /** `offset` is that of the second one; `name` is not escaped. */
  | { readonly problem: 'repeated-name'; readonly offset: number; readonly name: string }
  | { readonly problem: 'too-deep'; readonly offset: number }

/**
 * `JSON.parse`, and refuses what it would let pass: a member name twice in one object, of which it silently keeps the last
 * (RFC 8259 §4), and nesting that later code could not walk. Names are compared as JSON means them, after unescaping.
 * Never throws; the time is linear in the length of the text.
 */
export function parseStrictJson(text: string, limits: JsonLimits): StrictJson {
  const outline = measure(text, limits.maxDepth)
  if (outline.tooDeepAt !== undefined) return { ok: false, problem: 'too-deep', offset: outline.tooDeepAt }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The message of the engine is not used: its form differs between versions, and it quotes the text.
    return { ok: false, problem: 'syntax', ...findSyntaxFault(text) }
  }
  // JSON.parse keeps one of several members with the same name, so every repetition makes the count smaller.
  if (countMembers(value) === outline.members) return { ok: true, value }
  return { ok: false, problem: 'repeated-name', ...findRepeatedName(text) }
}

interface Outline {
  /** Colons outside strings: one for each member. */
  readonly members: number
  readonly tooDeepAt: number | undefined
}

function measure(text: string, maxDepth: number): Outline {
  let members = 0
  let depth = 0
  for (let offset = 0; offset < text.length; offset++) {
    switch (text.charCodeAt(offset)) {
      case QUOTE:
        offset = endOfString(text, offset) - 1
        break
      case COLON:
        members++
        break
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (++depth > maxDepth) return { members, tooDeepAt: offset }
        break
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth--
    }
  }
  return { members, tooDeepAt: undefined }
}

/**
 * The value is no deeper than `maxDepth`, so neither is the recursion. No list of members is made: a garbage collection in
 * here would move the whole value, which is new.
 */
function countMembers(value: unknown): number {
  if (!isContainer(value)) return 0
  let members = 0
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) members += countMembers(value[index])
  } else {
    for (const name in value) if (Object.hasOwn(value, name)) members += 1 + countMembers(value[name])
  }
  return members
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
