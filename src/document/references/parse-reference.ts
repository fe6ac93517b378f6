import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Finding } from '../findings.ts'
import type { Pointer } from '../types.ts'

/** The text of a `$ref`, cut at its "#". */
export interface Reference {
  /** The file, as a relative or absolute URI; empty for the file that the `$ref` is written in. */
  readonly address: string
  readonly fragment: string
}

export function splitReference(text: string): Reference {
  const hash = text.indexOf('#')
  return hash === -1
    ? { address: text, fragment: '' }
    : { address: text.slice(0, hash), fragment: text.slice(hash + 1) }
}

/** RFC 6901 §6: percent-decoding comes first, then the pointer is cut at its slashes. */
export function parseFragment(fragment: string): { readonly pointer: Pointer } | Finding {
  let text: string
  try {
    text = decodeURIComponent(fragment)
  } catch {
    return invalid('a "%" in the pointer is not followed by two hexadecimal digits')
  }
  if (text === '') return { pointer: [] }
  if (!text.startsWith('/')) {
    const message = `the \`$ref\` names an anchor, ${JSON.stringify(text.slice(0, 60))}, which is not looked up`
    return { code: 'reference.anchor', message, fix: 'write a JSON pointer: #/components/…' }
  }
  if (/~(?![01])/.test(text)) return invalid('a "~" in the pointer is not followed by 0 or 1')
  const steps = text.slice(1).split('/')
  return { pointer: steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) }
}

/** The path that an address leads to from the file at `base`, which is undefined for an object. Nothing is ever fetched. */
export function parseAddress(address: string, base: string | undefined): { readonly path: string } | Finding {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase()
  if (scheme?.length === 1) return invalid('the `$ref` is a path with a drive letter')
  if ((scheme !== undefined && scheme !== 'file') || /^[\\/]{2}/.test(address)) return onNetwork(address)
  if (base === undefined) {
    const message = 'a document that was handed over as an object stands in no folder, so it cannot refer to a file'
    return { code: 'reference.invalid', message, fix: 'give the path of the document in place of the object' }
  }
  if (!URL.canParse(address, pathToFileURL(base).href)) return invalid('the `$ref` is no URI')
  const url = new URL(address, pathToFileURL(base))
  if (url.host !== '') return onNetwork(address)
  if (url.search !== '') return invalid('the `$ref` has a query ("?"), and files have none')
  try {
    return { path: fileURLToPath(url) }
  } catch {
    return invalid('the file name in the `$ref` has an encoded slash, or a "%" without two hexadecimal digits')
  }
}

function onNetwork(address: string): Finding {
  const message = `the \`$ref\` leads to ${JSON.stringify(address.slice(0, 100))}, and there is no network access here`
  return { code: 'reference.network', message, fix: 'keep a copy beside the document and write $ref: "./copy.yaml#/…"' }
}

function invalid(message: string): Finding {
  return { code: 'reference.invalid', message, fix: 'write "#/pointer" or "./file.yaml#/pointer"' }
}
