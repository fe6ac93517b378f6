import type { Library } from './validator/library.ts'

/** One thing about a request or an answer that does not fit. */
export interface Misfit {
  /** RFC 6901, into `{ body, query, path, header, cookie }`, or into the answer; '' is the whole. */
  readonly pointer: string
  readonly message: string
  /** Which rule it breaks, as JSON Schema names it: `required`, `type`. */
  readonly code: string
}

/** A request that does not fit. */
export interface Fault {
  readonly status: 400 | 413 | 415
  readonly errors: readonly Misfit[]
}

/** A name in a request may be as long as its target or its body. */
const longestPointer = 200

/** How the validator calls the parts of a request, and how they are called here. */
const parts: Readonly<Record<string, string>> = { params: 'path', headers: 'header', cookies: 'cookie' }

/**
 * What a caller is told of an error. It holds no value that was sent: the validator's own sentences hold none, and those of
 * serialisers, of multer and of what reads parameters are replaced.
 * @returns undefined where it is not the caller's.
 */
export function faultOf(error: unknown, { error: classes }: Library, isMulter: boolean): Fault | undefined {
  if (!Object.values(classes).some((one) => error instanceof one)) return undefined
  const { status }: { status?: unknown } = Object(error)
  if (status === 413) return { status, errors: [misfit('/body', 'is larger than uploads may be', 'size')] }
  if (isMulter) return { status: 400, errors: [misfit('/body', 'cannot be read as multipart/form-data', 'multipart')] }
  if (status === 415) return unlistedContent
  return status === 400 ? { status, errors: misfitsOf(error) } : undefined
}

/** A body of a type that the operation does not list, or of none. */
export const unlistedContent: Fault = Object.freeze({
  status: 415,
  errors: Object.freeze([misfit('/header/content-type', 'is none of the operation', 'media')]),
})

const unknownMisfit = misfit('/query', 'has a parameter that is not known', 'unknown')

/** A query with a parameter that the document does not know. */
export const unknownParameter: Fault = Object.freeze({
  status: 400,
  errors: Object.freeze([unknownMisfit]),
})

/** A request over which the validator itself fails, as it does over a list that it expects a text for. */
export const unreadableRequest: Fault = Object.freeze({
  status: 400,
  errors: Object.freeze([misfit('', 'cannot be read', 'unreadable')]),
})

function misfitsOf(error: unknown): readonly Misfit[] {
  const { message }: { message?: unknown } = Object(error)
  const listed = listedMisfits(error)
  return listed.length > 0 ? listed : [otherMisfit(message)]
}

/** Of an error with a list of what does not fit, that list; `path` begins with a part of the request, or with `/response`. */
export function listedMisfits(error: unknown): readonly Misfit[] {
  const { errors }: { errors?: unknown } = Object(error)
  return (Array.isArray(errors) ? errors : []).flatMap(listedMisfit)
}

function listedMisfit(item: unknown): readonly Misfit[] {
  const { path, message, errorCode }: { path?: unknown; message?: unknown; errorCode?: unknown } = Object(item)
  const [, code] = /^([\w-]+)\.openapi\.validation$/.exec(String(errorCode)) ?? []
  if (code === undefined) return []
  const isOwnWords = /serdes/i.test(code)
  return [misfit(pointerOf(path), isOwnWords || typeof message !== 'string' ? 'cannot be read' : message, code)]
}

function pointerOf(path: unknown): string {
  const [, first = '', ...rest] = String(path).split('/')
  const part = Object.hasOwn(parts, first) ? parts[first] : first
  return first === '' ? '' : `/${[part, ...rest].join('/')}`
}

/** What the validator says of parameters before it compares them has the caller's names and values in it. */
function otherMisfit(message: unknown): Misfit {
  const said = String(message)
  if (said.startsWith('Unknown query parameter')) return unknownMisfit
  if (said.endsWith('may not contain reserved characters.')) {
    return misfit('/query', 'has a parameter with characters that have to be percent-encoded', 'reserved')
  }
  if (said.startsWith('Empty value found for query')) return misfit('/query', 'has an empty parameter', 'empty')
  if (said.includes('must be equal to one of the allowed values')) {
    return misfit('/body', 'names no schema that its discriminator knows', 'discriminator')
  }
  return misfit('', 'has a parameter that cannot be read', 'parameter')
}

function misfit(pointer: string, message: string, code: string): Misfit {
  return { pointer: pointer.slice(0, longestPointer), message, code }
}
