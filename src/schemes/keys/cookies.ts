import { repeated } from '../types.ts'

/**
 * The value of a cookie in a `Cookie` field (RFC 6265 §4.2.1, §5.4), as Express's own `res.cookie` writes it and
 * `cookie-parser` reads it: without quotes around it, and percent-decoded. A name that stands twice is repeated: which of
 * the two a reader takes depends on the reader. undefined: it is absent; `malformed`: its encoding is broken.
 */
export function readCookie(field: string, name: string): string | undefined | typeof repeated | typeof malformed {
  let found: string | undefined
  for (const pair of field.split(';')) {
    const equals = pair.indexOf('=')
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue
    if (found !== undefined) return repeated
    found = pair.slice(equals + 1).trim()
  }
  return found === undefined ? undefined : decode(found)
}

export const malformed: unique symbol = Symbol('malformed')

function decode(value: string): string | typeof malformed {
  const bare = value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  if (!bare.includes('%')) return bare
  try {
    return decodeURIComponent(bare)
  } catch {
    return malformed
  }
}
