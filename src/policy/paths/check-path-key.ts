import type { Note, Spot } from '../findings/finding.ts'
import { pathMalformed, pathNotation, pathQueryDropped, pathUnreachable } from '../findings/paths.ts'
import type { ParsedPath, Piece, Segment } from '../path-template.ts'

/** A path that is neither unreachable nor written in another notation. */
const plainPath = /^(?:\/[\w{}~-][\w{}~.:-]*)*$/

/** Notes what a key under `paths` holds that is no path template, or one that means less than it seems to. */
export function checkPathKey(key: string, parsed: ParsedPath, spot: Spot, note: Note): void {
  if (!parsed.ok) {
    note(pathMalformed(parsed.problem, spot))
    return
  }
  const { segments } = parsed.template
  if (parsed.dropped !== '') note(pathQueryDropped(spot))
  // Nearly every path is letters and braces, and there are thousands of them at a start.
  if (plainPath.test(key)) return
  if (segments.some(isUnreachable)) note(pathUnreachable(spot))
  if (segments.some(hasOtherNotation)) note(pathNotation(spot))
}

/** No target with such a segment is let through to the matcher (P-07 to P-16). */
function isUnreachable(segment: Segment): boolean {
  if (segment.kind === 'parameter') return false
  const texts = segment.kind === 'literal' ? [segment.text] : segment.pieces.map(textOf)
  const decoded = texts.map(decode)
  if (!decoded.every((text) => text !== undefined && !hasSeparatorOrControl(text))) return true
  return segment.kind === 'literal' && /^(?:\.{0,2}$|\.{0,2};)/.test(decoded[0] ?? '')
}

function textOf(piece: Piece): string {
  return 'text' in piece ? piece.text : ''
}

/** Undefined where the escapes give no UTF-8. A `%` that begins no escape is text. */
function decode(text: string): string | undefined {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text.replace(/%(?![\da-f]{2})/gi, '%25'))
  } catch {
    // The URIError says only that it is none, as undefined does.
    return undefined
  }
}

function hasSeparatorOrControl(text: string): boolean {
  return /[/\\]|[^ -~\u0080-\uffff]/.test(text)
}

/** `{+name}`, `{proxy+}`, `{path*}`, `{id?}`, and a parameter with `*`, `(*)` or the like behind it. */
function hasOtherNotation(segment: Segment): boolean {
  if (segment.kind === 'literal') return false
  if (segment.kind === 'parameter') return isOtherName(segment.name)
  const last = segment.pieces.at(-1)
  const isMarked = last !== undefined && 'text' in last && /^(?:[*+]|\(\.?\*\))$/.test(last.text)
  return isMarked || segment.pieces.some((piece) => 'parameter' in piece && isOtherName(piece.parameter))
}

function isOtherName(name: string): boolean {
  return /^[+*]|[+*?]$/.test(name)
}
