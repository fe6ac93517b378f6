import { maxSegments } from '../policy/path-template.ts'
import type { TargetReason } from './types.ts'

/** Characters of a target. Node stops at 16 KiB for all of a request's head, unless it is started with another limit. */
export const maxTargetLength = 65_536

/** The path of a target, cut at its slashes. Every reader of HTTP understands it the same way. */
export interface TargetPath {
  /** Nothing in it has a second spelling but its case: most paths are so. */
  readonly plain: boolean
  /** As on the wire, without the slashes at its ends. */
  readonly text: string
  /** None of them is empty. `/` has none. */
  readonly segments: readonly string[]
  readonly trailingSlash: boolean
}

export type ParsedTarget =
  | { readonly ok: true; readonly path: TargetPath }
  | { readonly ok: false; readonly reason: TargetReason }

/**
 * Reads the path out of a request target (RFC 9112 §3.2). What two parsers may understand differently is refused: the
 * proxy in front, Express, and the file server or upstream behind it need not agree with each other.
 */
export function parseTarget(target: string): ParsedTarget {
  if (target.length > maxTargetLength) return refuse('target.oversized')
  const plain = plainTarget.test(target)
  const path = plain ? withoutQuery(target) : pathOf(target)
  if (path === undefined) return refuse('target.form')

  const fault = plain ? undefined : faultOf(target, path)
  if (fault !== undefined) return refuse(fault)

  const trailingSlash = path !== '/' && path.endsWith('/')
  const text = path.slice(1, trailingSlash ? -1 : undefined)
  const segments = text === '' ? [] : text.split('/', maxSegments + 1)
  if (segments.length > maxSegments) return refuse('target.oversized')
  return { ok: true, path: { plain, text, segments, trailingSlash } }
}

/**
 * What most targets are, and none of the faults below: segments of characters that mean themselves, none empty or with a dot
 * in front, and a query. One look instead of eight.
 */
const plainTarget = /^(?=\/)(?:\/[\w~!$&'()*+,=:@-][\w~!$&'()*+,=:@.-]*)*\/?(?:\?[!-"$-~]*)?$/

function faultOf(target: string, path: string): TargetReason | undefined {
  return faultOfCharacters(target, path) ?? faultOfEncoding(path) ?? faultOfSegments(path)
}

function refuse(reason: TargetReason): ParsedTarget {
  return { ok: false, reason }
}

/**
 * What stands before an absolute-form path: `http://` and a plain authority (P-20). With user information, an empty
 * host or a port that is no number, Node's `url.parse` and other parsers see different paths.
 */
const schemeAndAuthority = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?=[/?]|$)/i

/** Node's `url.parse`, which Express asks about absolute forms, rewrites these, and mounted routers then cut wrongly. */
const rewrittenInAbsoluteForm = /["'<>^`{|}]/

/**
 * Everything up to the first `?`, of both forms that name a path. `*` and the authority form name none (P-21). A
 * fragment is never sent; Express would end the path at its `#`, other routers do not.
 */
function pathOf(target: string): string | undefined {
  if (target.includes('#')) return undefined
  if (target.startsWith('/')) return withoutQuery(target)

  const prefix = schemeAndAuthority.exec(target)?.[0]
  if (prefix === undefined) return undefined
  const path = withoutQuery(target.slice(prefix.length))
  return path === '' ? '/' : path
}

function withoutQuery(target: string): string {
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}

/** Node refuses most of this on a socket (P-17, P-22); a caller of `decide` may not have asked Node. */
function faultOfCharacters(target: string, path: string): TargetReason | undefined {
  const odd = target.search(/[^!-~]/)
  if (odd !== -1) return isControl(target.charCodeAt(odd)) ? 'target.control' : 'target.encoding'
  if (path.includes('\\')) return 'target.separator'
  if (!target.startsWith('/') && rewrittenInAbsoluteForm.test(path)) return 'target.encoding'
  return undefined
}

function isControl(code: number): boolean {
  return code < 0x20 || code === 0x7f
}

/**
 * One round of decoding must be harmless, because Express does exactly one (`router/lib/layer.js:326`), and so do the
 * handlers that read the raw path. What looks encoded only after that (`%252f`) is text (P-15, P-16, P-10, P-11).
 */
function faultOfEncoding(path: string): TargetReason | undefined {
  if (!path.includes('%')) return undefined
  if (/%(?![\da-f]{2})/i.test(path)) return 'target.encoding'
  if (/%(?:[01][\da-f]|7f)/i.test(path)) return 'target.control'
  if (/%(?:2f|5c)/i.test(path)) return 'target.separator'
  return /%[89a-f]/i.test(path) && !isDecodable(path) ? 'target.encoding' : undefined
}

/** `decodeURIComponent` takes neither overlong nor truncated UTF-8 (RFC 3629 §3). */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    // The URIError only says no, and there is nothing else in it.
    return false
  }
}

/**
 * Empty segments (P-07, P-08) and dot segments (P-12, P-13). A `;` is a literal, as in Express, and OpenAPI's matrix
 * style sends it; but servers that cut a segment at its `;` read `..;x` as dots and `/;x` as nothing.
 */
function faultOfSegments(path: string): TargetReason | undefined {
  if (/\/(?:[/;]|%3b)/i.test(path)) return 'target.empty_segment'
  return /\/(?:\.|%2e){1,2}(?:[/;]|%3b|$)/i.test(path) ? 'target.dots' : undefined
}
