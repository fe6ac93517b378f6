import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  endOfSpace,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
} from './scan.ts'

export interface SyntaxFault {
  readonly offset: number
  /** What should stand at `offset`, in words. */
  readonly expected: string
}

/** What may come next between two tokens of JSON text, and how a person is told. */
const expectations = {
  value: 'a value',
  item: 'a value or "]"',
  firstName: 'a member name in double quotes or "}"',
  name: 'a member name in double quotes',
  colon: '":"',
  memberEnd: '"," or "}"',
  itemEnd: '"," or "]"',
  end: 'the end of the text',
} as const

type Expectation = keyof typeof expectations
type Step = { readonly next: Expectation; readonly offset: number } | SyntaxFault

const numberLiteral = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** Where a text stops being JSON (RFC 8259), and what should stand there. The text is known to be none. */
export function findSyntaxFault(text: string): SyntaxFault {
  /** The closing characters of the objects and arrays that are open. */
  const open: number[] = []
  let expected: Expectation = 'value'
  let offset = endOfSpace(text, 0)
  while (offset < text.length) {
    const step = readToken(text, offset, expected, open)
    if ('expected' in step) return step
    expected = step.next
    offset = endOfSpace(text, step.offset)
  }
  return { offset: text.length, expected: expectations[expected] }
}

function readToken(text: string, offset: number, expected: Expectation, open: number[]): Step {
  const code = text.charCodeAt(offset)
  switch (expected) {
    case 'item':
    case 'value':
      if (expected === 'item' && code === CLOSE_BRACKET) return close(offset, open)
      return readValue(text, offset, expected, open)
    case 'firstName':
    case 'name':
      if (expected === 'firstName' && code === CLOSE_BRACE) return close(offset, open)
      return code === QUOTE ? readString(text, offset, 'colon') : fault(offset, expected)
    case 'colon':
      return code === COLON ? { next: 'value', offset: offset + 1 } : fault(offset, expected)
    case 'memberEnd':
    case 'itemEnd':
      if (code === open.at(-1)) return close(offset, open)
      if (code !== COMMA) return fault(offset, expected)
      return { next: expected === 'memberEnd' ? 'name' : 'value', offset: offset + 1 }
    case 'end':
      return fault(offset, expected)
  }
}

function readValue(text: string, offset: number, expected: Expectation, open: number[]): Step {
  switch (text.charCodeAt(offset)) {
    case OPEN_BRACE:
      open.push(CLOSE_BRACE)
      return { next: 'firstName', offset: offset + 1 }
    case OPEN_BRACKET:
      open.push(CLOSE_BRACKET)
      return { next: 'item', offset: offset + 1 }
    case QUOTE:
      return readString(text, offset, afterValue(open))
  }
  const end = endOfWord(text, offset)
  return end === undefined ? fault(offset, expected) : { next: afterValue(open), offset: end }
}

function readString(text: string, start: number, next: Expectation): Step {
  let offset = start + 1
  while (offset < text.length) {
    const code = text.charCodeAt(offset)
    if (code === QUOTE) return { next, offset: offset + 1 }
    if (code < 0x20) return { offset, expected: 'the closing quote before the control character or line break' }
    if (code !== BACKSLASH) offset++
    else {
      const end = endOfMatch(escapeSequence, text, offset)
      if (end === undefined) return { offset, expected: 'an escape that JSON knows, such as \\n or \\u0041' }
      offset = end
    }
  }
  return { offset: text.length, expected: 'the closing quote of a string' }
}

function endOfWord(text: string, offset: number): number | undefined {
  const literal = ['true', 'false', 'null'].find((word) => text.startsWith(word, offset))
  return literal === undefined ? endOfMatch(numberLiteral, text, offset) : offset + literal.length
}

function endOfMatch(pattern: RegExp, text: string, offset: number): number | undefined {
  pattern.lastIndex = offset
  return pattern.test(text) ? pattern.lastIndex : undefined
}

function close(offset: number, open: number[]): Step {
  open.pop()
  return { next: afterValue(open), offset: offset + 1 }
}

function afterValue(open: readonly number[]): Expectation {
  if (open.length === 0) return 'end'
  return open.at(-1) === CLOSE_BRACE ? 'memberEnd' : 'itemEnd'
}

function fault(offset: number, expected: Expectation): SyntaxFault {
  return { offset, expected: expectations[expected] }
}
