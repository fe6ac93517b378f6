/** Character codes that give JSON its structure (RFC 8259 §2). */
export const QUOTE = 0x22
export const BACKSLASH = 0x5c
export const COMMA = 0x2c
export const COLON = 0x3a
export const OPEN_BRACE = 0x7b
export const CLOSE_BRACE = 0x7d
export const OPEN_BRACKET = 0x5b
export const CLOSE_BRACKET = 0x5d

/** The offset behind the string that opens at `start`; the end of the text where it is never closed. */
export function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1)
  while (quote !== -1) {
    // A quote closes the string unless an odd number of backslashes stands before it.
    let run = quote
    while (text.charCodeAt(run - 1) === BACKSLASH) run--
    if ((quote - run) % 2 === 0) return quote + 1
    quote = text.indexOf('"', quote + 1)
  }
  return text.length
}

/** The first offset from `start` on that is no white space. */
export function endOfSpace(text: string, start: number): number {
  let offset = start
  while (isSpace(text.charCodeAt(offset))) offset++
  return offset
}

/** The offset behind the value that begins at `start`. The text is known to be JSON. */
export function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start)
  if (first === QUOTE) return endOfString(text, start)
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return endOfWord(text, start)
  let depth = 0
  for (let offset = start; offset < text.length; offset++) {
    switch (text.charCodeAt(offset)) {
      case QUOTE:
        offset = endOfString(text, offset) - 1
        break
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth++
        break
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth--
        if (depth === 0) return offset + 1
    }
  }
  return text.length
}

function endOfWord(text: string, start: number): number {
  for (let offset = start; offset < text.length; offset++) {
    const code = text.charCodeAt(offset)
    if (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET || isSpace(code)) return offset
  }
  return text.length
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}
