import type { Report } from '../../diagnostics/diagnostic.ts'
import { quote } from '../../diagnostics/words.ts'
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

/** Reads `trusted`. Two entries that ask for the same are refused: nobody could tell whose name and scopes count. */
export function readTrusted(fields: Fields, report: Report): readonly TrustedCertificate[] | undefined {
  const names = new Map<string, string>()
  return fields.list('trusted', 'a list of certificates', (item) => {
    const entry = readEntry(item, report)
    if (entry === undefined) return undefined
    const asked = JSON.stringify([entry.subject, entry.thumbprint])
    const other = names.get(asked)
    names.set(asked, entry.name)
    if (other === undefined) return entry
    report(wrongValue(item, `a certificate of its own: ${quote(other)} is known by the same`))
    return undefined
  })
}

function readEntry(item: Given, report: Report): TrustedCertificate | undefined {
  const fields = readFields(item, ['name', 'subject', 'thumbprint', 'scopes'], report)
  requireNames(item, fields, ['name'], report)
  const name = fields.text('name')
  const subject = readSubject(fields, report)
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

/** What openssl prints in other forms would fit no certificate. */
function readSubject(fields: Fields, report: Report): string | undefined {
  const given = fields.given('subject')
  const text = fields.text('subject')
  if (given === undefined || text === undefined) return undefined
  if (/^[^=/,\s]+=/.test(text) && !/(?<!\\), \w+ ?=/.test(text)) return text
  report(
    wrongValue(given, "a distinguished name as 'C=DE,O=Shop,CN=stock', in the certificate's order, without blanks"),
  )
  return undefined
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
