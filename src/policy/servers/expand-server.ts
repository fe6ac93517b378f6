import { cutAtBraces } from '../paths/braces.ts'
import { parseBasePath } from './base-path.ts'

/** Base paths that one server may have: a few variables of a few values each. */
const MAX_BASE_PATHS = 64

/** The values of a server's variables, `enum` and `default` together. A variable without a value has no entry. */
export type VariableValues = ReadonlyMap<string, readonly string[]>

export type ExpandedServer =
  /** `relative`: an address that starts from wherever the document is published. */
  | {
      readonly ok: true
      readonly bases: readonly string[]
      readonly pathVariables: readonly string[]
      readonly relative: boolean
    }
  | { readonly ok: false; readonly problem: 'malformed' | 'too many' }
  | { readonly ok: false; readonly problem: 'unknown'; readonly variable: string }

/** Stands for any host and any protocol: whatever the API is called by, its requests reach the application. */
const ANY = 'any'

/**
 * The base paths of a server's `url`, with every value of every variable in the path (O-23). Only the path counts: a
 * variable in the host may be anything, unless one of its values brings a path along.
 */
export function expandServer(url: string, values: VariableValues): ExpandedServer {
  const parts = parseParts(withoutQuery(url))
  if (parts === undefined) return { ok: false, problem: 'malformed' }

  let texts = ['']
  for (const part of parts) {
    const choices = choicesOf(part, values)
    if (choices === undefined) return { ok: false, problem: 'unknown', variable: part.text }
    if (texts.length * choices.length > MAX_BASE_PATHS) return { ok: false, problem: 'too many' }
    texts = texts.flatMap((text) => choices.map((choice) => text + choice))
  }
  // `/{stage}/v1` is a path even where `stage` is empty, and `//v1` would begin with a host.
  const isPath = /^\/(?!\/)/.test(url)
  const bases = texts.map((text) => parseBasePath(isPath ? text : pathOf(text))).filter((base) => base !== undefined)
  if (bases.length < texts.length) return { ok: false, problem: 'malformed' }
  const pathVariables = parts.filter((part) => part.kind === 'pathVariable').map((part) => part.text)
  return { ok: true, bases: [...new Set(bases)], pathVariables, relative: texts.some(isRelative) }
}

/** A piece of an address. The text of a variable is its name. */
interface Part {
  readonly kind: 'text' | 'hostVariable' | 'pathVariable'
  readonly text: string
}

function parseParts(url: string): readonly Part[] | undefined {
  const pieces = cutAtBraces(url)
  if (typeof pieces === 'string') return undefined
  const hostEnd = endOfHost(url)
  let offset = 0
  return pieces.map((piece): Part => {
    const kind = 'text' in piece ? 'text' : offset < hostEnd ? 'hostVariable' : 'pathVariable'
    const text = 'text' in piece ? piece.text : piece.parameter
    offset += 'text' in piece ? text.length : text.length + 2
    return { kind, text }
  })
}

function choicesOf({ kind, text }: Part, values: VariableValues): readonly string[] | undefined {
  if (kind === 'text') return [text]
  if (kind === 'pathVariable') return values.get(text)
  const choices = (values.get(text) ?? [ANY]).map((value) => (/[/?#]/.test(value) ? value : ANY))
  return [...new Set(choices)]
}

/** Where scheme and authority end; 0 where there are none (RFC 3986 §3). */
function endOfHost(url: string): number {
  const start = /^[^/?#]*:\/\/|^\/\//.exec(url)?.[0].length
  if (start === undefined) return 0
  const length = url.slice(start).search(/[/?#]/)
  return length === -1 ? url.length : start + length
}

function pathOf(url: string): string {
  return url.slice(endOfHost(url))
}

/** Query and fragment are no part of an address that paths are added to (OpenAPI 3.2 §4.5). */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '')
}

function isRelative(url: string): boolean {
  return url !== '' && !url.startsWith('/') && endOfHost(url) === 0
}
