import type { Report } from '../../diagnostics/diagnostic.ts'
import { quote } from '../../diagnostics/words.ts'
import { type Fields, readFields, requireNames } from '../../options/fields.ts'
import { type Given, wrongValue } from '../../options/given.ts'
import { digestOf } from './key-ring.ts'

/** A key that is accepted. The key itself is not kept. */
export interface AcceptedKey {
  readonly name: string
  /** SHA-256, 32 bytes. */
  readonly digest: Uint8Array
  readonly scopes: readonly string[]
  /** Milliseconds since the epoch; Infinity: never. */
  readonly expiresMs: number
}

/** Characters of a key. Real ones have under a hundred, and a session in a cookie no more than a browser keeps (RFC 6265 §6.1). */
export const longestKey = 4096

/** What a field value can carry to its end unchanged: visible ASCII, blanks only inside (RFC 9110 §5.5). */
const keyText = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

export function isKeyText(text: string): boolean {
  return keyText.test(text)
}

/** Reads `keys`. Two entries for one key are refused: nobody could tell whose name and scopes count. */
export function readKeys(fields: Fields, report: Report): readonly AcceptedKey[] | undefined {
  const names = new Map<string, string>()
  return fields.list('keys', 'a list of keys', (item) => {
    const key = readKey(item, report)
    if (key === undefined) return undefined
    const digest = Buffer.from(key.digest).toString('hex')
    const other = names.get(digest)
    names.set(digest, key.name)
    if (other === undefined) return key
    report(wrongValue(item, `a key of its own: it is the key of ${quote(other)} as well`))
    return undefined
  })
}

function readKey(item: Given, report: Report): AcceptedKey | undefined {
  const fields = readFields(item, ['name', 'key', 'scopes', 'expires'], report)
  requireNames(item, fields, ['name', 'key'], report)
  const name = fields.text('name')
  const digest = readDigest(fields, report)
  const expiresMs = readInstant(fields, report)
  if (name === undefined || digest === undefined || expiresMs === undefined) return undefined
  return Object.freeze({ name, digest, scopes: fields.texts('scopes', 0) ?? [], expiresMs })
}

/** A digest that is not read as one would be a key itself, and known to whoever sees the configuration. */
const digestPrefix = /^sha-?\d+:/i

function readDigest(fields: Fields, report: Report): Uint8Array | undefined {
  const given = fields.given('key')
  const text = fields.text('key')
  if (given === undefined || text === undefined) return undefined
  if (digestPrefix.test(text)) {
    const digest = /^sha256:([0-9a-f]{64})$/i.exec(text)?.[1]
    if (digest !== undefined) return Buffer.from(digest, 'hex')
    report(wrongValue(given, 'sha256: and the 64 hexadecimal digits of the digest'))
  } else {
    if (isKeyText(text) && text.length <= longestKey) return digestOf(text)
    report(wrongValue(given, `visible ASCII of at most ${longestKey} characters, as a header carries it`))
  }
  return undefined
}

/** An instant with a time and a zone: a date alone leaves a day of doubt about when a key ends. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/

function readInstant(fields: Fields, report: Report): number | undefined {
  const given = fields.given('expires')
  if (given === undefined) return Infinity
  const atMs = typeof given.value === 'string' && instant.test(given.value) ? Date.parse(given.value) : Number.NaN
  if (!Number.isNaN(atMs)) return atMs
  report(wrongValue(given, "an ISO 8601 instant, as '2030-01-31T00:00:00Z'"))
  return undefined
}
