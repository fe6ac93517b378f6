import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Finding } from '../findings.ts'

/** What a document is read from. */
export type DocumentInput =
  /** An absolute path. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'data'; readonly data: object }
  | ({ readonly kind: 'refused' } & Finding)

const fix = 'give a path, a file URL (`new URL("./openapi.yaml", import.meta.url)`) or an object'

/** Tells paths, URLs and objects apart. A path is relative to the working directory. */
export function parseInput(input: unknown): DocumentInput {
  if (typeof input === 'string') return parsePath(input)
  if (input instanceof URL) return parseUrl(input)
  if (typeof input === 'object' && input !== null) return { kind: 'data', data: input }
  return refuse(`the document is ${input === null ? 'null' : `a value of the type ${typeof input}`}`, fix)
}

function parsePath(text: string): DocumentInput {
  if (URL.canParse(text) && /^(?:https?|file):/i.test(text)) return parseUrl(new URL(text))
  if (text.trim() === '') return refuse('the path of the document is empty', fix)
  if (/^\s*\{|[\r\n]/.test(text)) {
    return refuse(
      'the document looks like its text, not like a path',
      'give the path, or parse the text and give the object',
    )
  }
  if (text.includes('\0')) return refuse('the path of the document has a NUL character in it', fix)
  return { kind: 'path', path: resolve(text) }
}

function parseUrl(url: URL): DocumentInput {
  if (url.protocol !== 'file:' || url.host !== '') {
    const message = `the document is at ${url.origin === 'null' ? url.protocol : url.origin}, and nothing is fetched`
    return refuse(message, 'keep a copy of the document in the project and give its path')
  }
  try {
    return { kind: 'path', path: fileURLToPath(url) }
  } catch {
    return refuse('the file URL of the document is no path of this system', 'take encoded slashes out of it')
  }
}

function refuse(message: string, how: string): DocumentInput {
  return { kind: 'refused', code: 'document.input', message, fix: how }
}
