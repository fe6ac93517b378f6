import { canonicalBase64 } from '../../http/canonical-base64.ts'
import { derOfPem } from './certificate.ts'

export const certificateFormats = ['rfc9440', 'nginx', 'envoy'] as const

/** How a proxy writes a certificate into a header. */
export type CertificateFormat = (typeof certificateFormats)[number]

/** Characters. A percent-encoded certificate has some three thousand, and Envoy's form may hold a chain beside it. */
const longestField = 32_768

/** The DER in a field; undefined where it is not in the form, to the letter. */
export function readCertificateField(field: string, format: CertificateFormat): Buffer | undefined {
  if (field.length > longestField) return undefined
  switch (format) {
    case 'rfc9440':
      return readByteSequence(field)
    case 'nginx':
      return readEscapedPem(field)
    case 'envoy':
      return readEnvoyField(field)
  }
}

/** `:base64:`, one byte sequence without parameters (RFC 9440 §2.1, RFC 9651 §3.3.5). */
function readByteSequence(field: string): Buffer | undefined {
  const text = /^:([A-Za-z0-9+/=]+):$/.exec(field)?.[1]
  return text === undefined ? undefined : canonicalBase64(text)
}

/** A plus is a plus: this is no form. */
function readEscapedPem(text: string): Buffer | undefined {
  try {
    return derOfPem(decodeURIComponent(text))
  } catch {
    // A percent sign that starts no UTF-8 escape.
    return undefined
  }
}

/** A pair, and what stands behind it: another pair, another element, or the end. */
const pair = /([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",;=]*))(;|,|$)/y

/** One element with one `Cert`: with a second element it is not certain whose certificate is the caller's. */
function readEnvoyField(field: string): Buffer | undefined {
  const found: string[] = []
  for (let at = 0, ended = false; !ended; ) {
    pair.lastIndex = at
    const [whole, name = '', quoted, plain = '', end] = pair.exec(field) ?? []
    if (whole === undefined || end === ',') return undefined
    if (name.toLowerCase() === 'cert') found.push(quoted?.replace(/\\(.)/g, '$1') ?? plain)
    at += whole.length
    ended = end === ''
  }
  const [certificate] = found
  return found.length === 1 && certificate !== undefined ? readEscapedPem(certificate) : undefined
}
