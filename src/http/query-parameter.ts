/** A parameter that stands more than once, or that a query parser may read in another way. */
export const ambiguous: unique symbol = Symbol('ambiguous')

/**
 * The value of a parameter in a raw query, decoded; undefined: it is absent. Query parsers fold several spellings into one
 * name (`t[]`, `t[0]`, `t.x`, `[t]`, `t%5B%5D`), and differ in which they fold and which value they keep, so that any of
 * them beside or in place of the plain name makes it ambiguous. So does a value whose encoding is broken.
 */
export function readQueryParameter(query: string, name: string): string | undefined | typeof ambiguous {
  let found: string | undefined
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=')
    const raw = equals === -1 ? pair : pair.slice(0, equals)
    // Parsers take a name whose encoding is broken as it stands, but for its brackets.
    const written = decode(raw) ?? raw.replace(/%5b/gi, '[').replace(/%5d/gi, ']')
    if (!mayMean(written, name)) continue
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1))
    if (found !== undefined || written !== name || value === undefined) return ambiguous
    found = value
  }
  return found
}

function mayMean(written: string, name: string): boolean {
  return (
    written === name ||
    written.startsWith(`${name}[`) ||
    written.startsWith(`${name}.`) ||
    written.startsWith(`[${name}]`)
  )
}

/** `application/x-www-form-urlencoded`, as every query parser of Express reads it; undefined: the encoding is broken. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
