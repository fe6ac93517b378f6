import { isUtf8 } from 'node:buffer'
import type { Finding } from '../findings.ts'
import type { Position } from '../text/line-positions.ts'

export type DecodedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly finding: Finding; readonly position: Position }

const LINE_FEED = 0x0a

/** Bytes as text. Only UTF-8 is text here: a lenient reader would put other characters into names without a word. */
export function decodeText(bytes: Buffer): DecodedText {
  if (isUtf16(bytes)) return refuse('the file is UTF-16', { line: 1, column: 1 })
  if (!isUtf8(bytes)) return refuse('this byte is no UTF-8', firstInvalid(bytes))
  const text = bytes.toString('utf8')
  return { ok: true, text: text.startsWith('\uFEFF') ? text.slice(1) : text }
}

/** A byte order mark, or a first character of ASCII (as every document has) with a zero byte beside it. */
function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return false
  return (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe) || first === 0 || second === 0
}

function firstInvalid(bytes: Buffer): Position {
  let line = 1
  let start = 0
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    if (!isUtf8(bytes.subarray(start, end))) break
    line++
    start = end + 1
  }
  // Decoding puts U+FFFD where the first invalid byte was.
  const column = bytes.toString('utf8', start).indexOf('\uFFFD') + 1
  return { line, column }
}

function refuse(message: string, position: Position): DecodedText {
  return { ok: false, finding: { code: 'document.encoding', message, fix: 'save the file as UTF-8' }, position }
}
