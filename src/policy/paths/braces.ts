/** Text, or a name that stood between braces. */
export type Piece = { readonly text: string } | { readonly parameter: string }

/** A brace without its other half or within another; or nothing between the two. */
export type BraceProblem = 'braces' | 'name'

/** Cuts a text at its `{names}`, as path templates and servers' addresses have them. No piece is an empty text. */
export function cutAtBraces(text: string): readonly Piece[] | BraceProblem {
  const pieces: Piece[] = []
  for (let index = 0; index < text.length; ) {
    const open = indexOrEnd(text, '{', index)
    const before = text.slice(index, open)
    if (before.includes('}')) return 'braces'
    if (before !== '') pieces.push(Object.freeze({ text: before }))
    if (open === text.length) break

    const close = text.indexOf('}', open)
    const parameter = text.slice(open + 1, close)
    if (close === -1 || parameter.includes('{')) return 'braces'
    if (parameter === '') return 'name'
    pieces.push(Object.freeze({ parameter }))
    index = close + 1
  }
  return pieces
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const index = text.indexOf(wanted, from)
  return index === -1 ? text.length : index
}
