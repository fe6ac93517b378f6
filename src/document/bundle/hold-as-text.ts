/**
 * JSON-like data, held as JSON text, which takes a tenth of the memory. As data it is there while somebody else holds it, or
 * until memory is collected; then it is parsed again.
 * @param text What the data was parsed from; undefined: it is written.
 */
export function holdAsText(data: unknown, text: string = JSON.stringify(data)): () => unknown {
  let parsed = weakly(data)
  return () => {
    const known = parsed?.deref()
    if (known !== undefined) return known
    const again: unknown = JSON.parse(text)
    parsed = weakly(again)
    return again
  }
}

function weakly(data: unknown): WeakRef<object> | undefined {
  return typeof data === 'object' && data !== null ? new WeakRef(data) : undefined
}
