/**
 * Visible characters that RFC 3986 §3.3 lets nobody write in a path. Browsers send some of them raw all the same, and
 * Express routes both spellings as different texts.
 */
const unwritable = /["<>[\]^`{|}]/g

/** The one spelling of a request's path or segment: what no path may hold is percent-encoded. */
export function encodeUnwritable(path: string): string {
  return path.replace(unwritable, percentEncode)
}

/** How a text of the document stands on the wire. Escapes that it is written with are kept (`/%61dmin` is itself). */
export function toWireForm(text: string): string {
  return text
    .split(/(%[\da-f]{2})/i)
    .map((part, index) => (index % 2 === 1 ? part : encodeText(part)))
    .join('')
}

function encodeText(text: string): string {
  // `encodeURI` throws on half a surrogate pair, which stands in no target anyway.
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\uFFFD')
  return encodeURI(wellFormed).replace(/[?#]/g, percentEncode)
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

/**
 * A comparable spelling of the same length. Case is that of ASCII, as with the `i` flag that Express's expressions have
 * unless routing is case-sensitive (path-to-regexp 8, `dist/index.js:279`; 0.1, `index.js:33`). The digits of an escape
 * have no case (RFC 3986 §6.2.2.1).
 */
export function foldCase(text: string, caseSensitive: boolean): string {
  return caseSensitive ? text.replace(/%[\da-f]{2}/gi, (triplet) => triplet.toUpperCase()) : text.toLowerCase()
}
