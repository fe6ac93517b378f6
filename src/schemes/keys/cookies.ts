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
    const named = trimBlanks(pair.slice(0, Math.max(equals, 0)))
    if (equals === -1 || named.trim() !== name) continue
    // Other blanks around a name are a part of it for some readers, and nothing for others.
    if (named !== name) return malformed
    if (found !== undefined) return repeated
    found = trimBlanks(pair.slice(equals + 1))
  }
  return found === undefined ? undefined : decode(found)
}

/** Those of HTTP (RFC 9110 §5.6.3). */
function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '')
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
