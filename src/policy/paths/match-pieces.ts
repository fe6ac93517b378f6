import type { Piece } from '../path-template.ts'

/** Whether a segment of text and parameters, each of at least one character, can be this text. */
export function matchesPieces(pieces: readonly Piece[], text: string): boolean {
  const { prefix, suffix } = endsOf(pieces)
  if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false
  const end = text.length - suffix.length
  let at = prefix.length
  for (const [index, piece] of pieces.entries()) {
    if ('parameter' in piece) at += 1
    else if (index > 0 && index < pieces.length - 1) {
      // The first place leaves the most to what follows.
      const found = text.indexOf(piece.text, at)
      if (found === -1) return false
      at = found + piece.text.length
    }
  }
  return at <= end
}

/** Whether two such segments may have a text in common. Says yes too often rather than too seldom. */
export function mayMeet(left: readonly Piece[], right: readonly Piece[]): boolean {
  const a = endsOf(left)
  const b = endsOf(right)
  const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)
  return prefixes && (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))
}

function endsOf(pieces: readonly Piece[]): { readonly prefix: string; readonly suffix: string } {
  const first = pieces[0]
  const last = pieces.at(-1)
  return { prefix: first && 'text' in first ? first.text : '', suffix: last && 'text' in last ? last.text : '' }
}
