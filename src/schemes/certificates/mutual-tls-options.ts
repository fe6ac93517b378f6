import type { Report } from '../../diagnostics/diagnostic.ts'
import { type Fields, readFields, requireNames } from '../../options/fields.ts'
import { type Given, wrongValue } from '../../options/given.ts'

/** A certificate that is accepted: what is said of it must fit. */
export interface TrustedCertificate {
  readonly name: string
  readonly subject: string | undefined
  /** base64url. */
  readonly thumbprint: string | undefined
  readonly scopes: readonly string[]
}

/** Reads `trusted`. */
export function readTrusted(fields: Fields, report: Report): readonly TrustedCertificate[] | undefined {
  return fields.list('trusted', 'a list of certificates', (item) => readEntry(item, report))
}

function readEntry(item: Given, report: Report): TrustedCertificate | undefined {
  const fields = readFields(item, ['name', 'subject', 'thumbprint', 'scopes'], report)
  requireNames(item, fields, ['name'], report)
  const name = fields.text('name')
  const subject = fields.text('subject')
  const given = fields.given('thumbprint')
  const thumbprint = given && readThumbprint(given, report)
  if (fields.given('subject') === undefined && given === undefined) {
    report(wrongValue(item, 'an entry with a thumbprint, a subject, or both'))
    return undefined
  }
  const wrong = (given !== undefined && thumbprint === undefined) || (fields.given('subject') && subject === undefined)
  if (name === undefined || wrong) return undefined
  return Object.freeze({ name, subject, thumbprint, scopes: fields.texts('scopes', 0) ?? [] })
}

function readThumbprint(given: Given, report: Report): string | undefined {
  const text = typeof given.value === 'string' ? given.value : ''
  if (/^[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i.test(text)) {
    return Buffer.from(text.replaceAll(':', ''), 'hex').toString('base64url')
  }
  if (text.length === 43 && Buffer.from(text, 'base64url').toString('base64url') === text) return text
  report(wrongValue(given, 'the SHA-256 of the DER: 64 hexadecimal digits, or 43 characters of base64url'))
  return undefined
}
