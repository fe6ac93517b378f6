import type { JsonObject } from '../../json/json-object.ts'
import { isJsonObject, ownValue } from '../../json/json-object.ts'

/**
 * Tokens that are refused from the next request on: those of one issuer that have this one thing in common and were
 * issued at or before `at`. A token that does not say when it was issued counts as issued before.
 *
 * A `jti` names one token, and a `kid` is another matter: whoever has the key can write any time into a token. Under
 * either, every token is refused.
 */
export interface Revocation {
  /** The exact `iss`. May be left out where the gate trusts one issuer. */
  issuer?: string
  jti?: string
  sub?: string
  /** `client_id`, or `azp` as Auth0 and OpenID Connect call it. */
  clientId?: string
  kid?: string
  /** Seconds since the epoch. Default now. */
  at?: number
}

/** What a revocation goes by. */
export type RevokedBy = 'jti' | 'sub' | 'clientId' | 'kid'

/** One revocation, complete. */
export interface RevocationEntry {
  readonly issuer: string
  readonly by: RevokedBy
  readonly value: string
  /** Seconds since the epoch. */
  readonly at: number
}

const revokedBy: readonly RevokedBy[] = Object.freeze(['jti', 'sub', 'clientId', 'kid'])

/** Seconds since the epoch, in the year 5138. A larger number was meant as milliseconds. */
const latestSecond = 1e11

/**
 * What a caller of `gate.revoke` means.
 * @param issuers Those that the gate trusts.
 * @throws {TypeError} that says what to write instead.
 */
export function parseRevocation(what: unknown, issuers: readonly string[], now: number): RevocationEntry {
  if (!isJsonObject(what)) throw new TypeError("revoke takes an object, as { sub: 'alice' }")
  assertNames(what)
  const named = revokedBy.filter((name) => what[name] !== undefined)
  const [by] = named
  if (by === undefined || named.length > 1) throw new TypeError(`revoke takes one of ${revokedBy.join(', ')}`)
  const value = what[by]
  if (typeof value !== 'string' || value === '') throw new TypeError(`revoke: ${by} is a text that is not empty`)
  return Object.freeze({ issuer: parseIssuer(what.issuer, issuers), by, value, at: parseAt(what.at, now) })
}

function assertNames(what: JsonObject): void {
  const known: readonly string[] = ['issuer', ...revokedBy, 'at']
  const unknown = Object.keys(what).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new TypeError(`revoke knows no ${unknown}; it takes ${known.join(', ')}`)
}

function parseIssuer(issuer: unknown, issuers: readonly string[]): string {
  const [only, another] = issuers
  if (issuer === undefined && only !== undefined && another === undefined) return only
  const found = issuers.find((known) => known === issuer)
  if (found !== undefined) return found
  throw new TypeError(`revoke: issuer is one that this gate trusts: ${issuers.join(', ') || 'it trusts none'}`)
}

function parseAt(at: unknown, now: number): number {
  if (at === undefined) return now
  if (typeof at === 'number' && at >= 0 && at < latestSecond) return at
  throw new TypeError('revoke: at is in seconds since the epoch')
}

/** An entry as text, for processes to share. */
export function writeEntry(entry: RevocationEntry): string {
  return JSON.stringify([entry.issuer, entry.by, entry.value, entry.at])
}

/** undefined for what no process of ours wrote. */
export function readEntry(text: string): RevocationEntry | undefined {
  const [issuer, by, value, at] = parseList(text)
  const known = revokedBy.find((one) => one === by)
  if (typeof issuer !== 'string' || known === undefined || typeof value !== 'string' || typeof at !== 'number') {
    return undefined
  }
  return { issuer, by: known, value, at }
}

function parseList(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? parsed : []
  } catch {
    // Somebody else wrote under our names; what it was meant to be cannot be known.
    return []
  }
}

/** What a token has that may have been revoked. */
export function revocableParts(
  claims: JsonObject,
  kids: readonly (string | undefined)[],
): readonly (readonly [RevokedBy, string])[] {
  const parts: readonly (readonly [RevokedBy, unknown])[] = [
    ['jti', ownValue(claims, 'jti')],
    ['sub', ownValue(claims, 'sub')],
    ['clientId', ownValue(claims, 'client_id')],
    ['clientId', ownValue(claims, 'azp')],
    ...kids.map((kid) => ['kid', kid] as const),
  ]
  return parts.filter((part): part is readonly [RevokedBy, string] => typeof part[1] === 'string')
}
