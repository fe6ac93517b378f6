import { CLOSE_BRACE, CLOSE_BRACKET, COLON, endOfSpace, endOfString, OPEN_BRACE, OPEN_BRACKET, QUOTE } from './scan.ts'

/** The first member name that stands a second time in its object. The text is known to be JSON that has one. */
export function findRepeatedName(text: string): { readonly offset: number; readonly name: string } {
  const open: Set<string>[] = []
  for (let offset = 0; offset < text.length; offset++) {
    switch (text.charCodeAt(offset)) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        open.push(new Set())
        break
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        open.pop()
        break
      case QUOTE: {
        const end = endOfString(text, offset)
        if (text.charCodeAt(endOfSpace(text, end)) === COLON) {
          const name = unescapeName(text.slice(offset, end))
          const names = open.at(-1)
          if (names?.has(name)) return { offset, name }
          names?.add(name)
        }
        offset = end - 1
      }
    }
  }
  return { offset: text.length, name: '' }
}

/** The member name that a string of JSON text stands for. */
export function unescapeName(literal: string): string {
  return literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1)
}
