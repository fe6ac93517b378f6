/**
 * JSON-like data, held as JSON text, which takes a tenth of the memory. The data itself goes when memory is collected and
 * nobody else holds it; whoever asks for it then has the text parsed again.
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
