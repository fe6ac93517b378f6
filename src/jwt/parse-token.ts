import { isUtf8 } from 'node:buffer'
import { isJsonObject, type JsonObject } from '../json/json-object.ts'
import { parseStrictJson } from '../json/parse-strict-json.ts'
import { decodeBase64url } from './base64url.ts'
import { type Judgement, refuse } from './judgement.ts'
import type { TokenReason } from './types.ts'

/** A token that has the form of a signed JWT. Nothing in it is proven. */
export interface ParsedToken {
  readonly header: JsonObject
  readonly claims: JsonObject
}

/** Characters. A longer token is refused unread (S-24); Node's own limit for all headers together is twice that. */
const longestToken = 8 * 1024

/** Levels of JSON. Real claims nest a handful; what reads them later, as `JSON.stringify`, fails at thousands (S-16). */
const deepestJson = 32

/**
 * Reads the compact serialisation of RFC 7515 §7.1 in its canonical text, the only one that a token's bytes have.
 * @param known The header, where one of the same text was read before.
 */
export function parseToken(text: string, known?: JsonObject): Judgement<ParsedToken> {
  if (text.length > longestToken) return refuse('token.oversized')
  const parts = text.split('.', 6)
  const [first = '', second = '', signature = ''] = parts
  if (parts.length !== 3) return refuse(otherForm(text, parts.length))
  const header = known ?? parseObject(first)
  const claims = parseObject(second)
  if (header === undefined || claims === undefined || !isSegment(signature)) return refuse('token.malformed')
  return { ok: true, value: { header, claims } }
}

/** What a text that has not three parts is. Every JOSE header in base64url starts with `ey`: it was `{"`. */
function otherForm(text: string, parts: number): TokenReason {
  if (text.startsWith('ey')) return parts === 5 ? 'token.encrypted' : 'token.malformed'
  return /^[\w.~+/=-]+$/.test(text) ? 'token.opaque' : 'token.malformed'
}

function isSegment(segment: string): boolean {
  return segment !== '' && decodeBase64url(segment) !== undefined
}

/** A JSON object in UTF-8 without a byte order mark, no name twice in one object (RFC 7519 §4, RFC 8725 §3.7). */
function parseObject(segment: string): JsonObject | undefined {
  const bytes = decodeBase64url(segment)
  if (bytes === undefined || !isUtf8(bytes)) return undefined
  const parsed = parseStrictJson(bytes.toString('utf8'), { maxDepth: deepestJson })
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined
}
