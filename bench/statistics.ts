/** The middle of the values; of an even number of them, the higher of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  return inOrder(values)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Median, lowest and highest: `12.3 (11.9 to 14.0)`. */
export function withSpread(values: readonly number[], digits = 1): string {
  const text = (value: number | undefined): string => value?.toFixed(digits) ?? '?'
  const ordered = inOrder(values)
  return `${text(medianOf(values))} (${text(ordered[0])} to ${text(ordered.at(-1))})`
}

function inOrder(values: readonly number[]): readonly number[] {
  return [...values].sort((one, other) => one - other)
}
