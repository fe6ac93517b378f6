/** A place in a text, both counted from 1. A column is a UTF-16 code unit, as in editors. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** A function from an offset in the text to its line and column. The text is searched for line breaks once. */
export function createLinePositions(text: string): (offset: number) => Position {
  const starts = lineStarts(text)
  return (offset) => {
    const line = lastAtOrBefore(starts, offset)
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 }
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1)
  return starts
}

/** The index of the last number that is not larger than `wanted`; the first number is 0. */
function lastAtOrBefore(sorted: readonly number[], wanted: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((sorted[middle] ?? 0) <= wanted) low = middle
    else high = middle - 1
  }
  return low
}
