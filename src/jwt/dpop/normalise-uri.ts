/** The parts of a URI that a proof is about (RFC 3986 appendix B); query and fragment count for nothing (RFC 9449 §4.3). */
const form = /^(https?):\/\/([^/?#]*)([^?#]*)/i

/** A name or an IPv4 address, or an IPv6 address in brackets, then a port. No user information. */
const authorityForm = /^((?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})+|\[[0-9a-f:.]+\])(?::(\d{0,5}))?$/i

/** With the characters that browsers send as they are, although RFC 3986 would have them escaped. */
const pathForm = /^(?:[\w.~!$&'()*+,;=:@/|^[\]-]|%[0-9a-f]{2})*$/i

const defaultPorts: Readonly<Record<string, string>> = { http: '80', https: '443' }

/**
 * An http or https URI without query and fragment, in the form that RFC 3986 §6.2.2 and §6.2.3 give everything that names
 * the same; undefined for what is none. The URL of WHATWG folds neither `%7E` nor the case of hexadecimal digits (D-18).
 */
export function normaliseUri(text: string): string | undefined {
  const [whole, givenScheme = '', authority = '', path = ''] = form.exec(text) ?? []
  const [, host, port] = authorityForm.exec(authority) ?? []
  if (whole === undefined || host === undefined || !pathForm.test(path)) return undefined
  const scheme = givenScheme.toLowerCase()
  const at = portOf(scheme, port)
  if (at === undefined) return undefined
  return `${scheme}://${foldEscapes(host.toLowerCase())}${at}${removeDots(foldEscapes(path))}`
}

/** With its colon; empty where it is the scheme's own (§6.2.3). */
function portOf(scheme: string, port: string | undefined): string | undefined {
  if (port === undefined || port === '') return ''
  const number = Number(port)
  if (number > 65_535) return undefined
  return String(number) === defaultPorts[scheme] ? '' : `:${number}`
}

/** Escapes in upper case, and none for what needs none (§6.2.2.1, §6.2.2.2). */
function foldEscapes(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%[0-9a-f]{2}/gi, (encoded) => {
    const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16))
    return /[\w.~-]/.test(character) ? character : encoded.toUpperCase()
  })
}

/** RFC 3986 §5.2.4, for a path that is empty or begins with a slash; an empty one is `/` (§6.2.3). */
function removeDots(path: string): string {
  const [, ...segments] = path.split('/')
  const kept: string[] = []
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
    // A dot segment at the end stands for a folder.
    if (last && (segment === '.' || segment === '..')) kept.push('')
  })
  return `/${kept.join('/')}`
}
