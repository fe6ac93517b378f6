import { decodeJwt } from 'jose'
import { isJsonObject, type JsonObject, ownValue } from '../json/json-object.ts'
import type { Exchange, ExchangeResult } from './types.ts'

/** What was given in exchange. */
export interface Issued {
  readonly result: ExchangeResult
  /** Seconds that it lives; undefined: the server does not say. */
  readonly lifetime: number | undefined
}

/** Seconds that are written down where the server does not say: what auth0-fastapi-api says then, too. */
const presumedLifetime = 3600

/**
 * Reads a successful answer (RFC 6749 §5.1, RFC 8693 §2.2.1). undefined: it is none that may be used.
 * @param now Seconds since the epoch.
 */
export function readIssued(body: unknown, exchange: Exchange, now: number): Issued | undefined {
  if (!isJsonObject(body)) return undefined
  const accessToken = ownValue(body, 'access_token')
  const tokenType = readTokenType(ownValue(body, 'token_type'))
  const lifetime = readLifetime(ownValue(body, 'expires_in'))
  const issued = readIssuedType(ownValue(body, 'issued_token_type'), exchange)
  const scope = ownValue(body, 'scope') ?? undefined
  if (!isTokenText(accessToken) || tokenType === undefined || lifetime === wrong || issued === wrong) return undefined
  if (scope !== undefined && typeof scope !== 'string') return undefined
  const others = readOthers(body, exchange)
  if (others === undefined) return undefined
  const result = Object.freeze({
    accessToken,
    expiresAt: Math.floor(now) + (lifetime ?? presumedLifetime),
    ...(scope !== undefined && { scope }),
    tokenType,
    ...(issued !== undefined && { issuedTokenType: issued }),
    ...others,
  })
  return { result, lifetime }
}

const wrong: unique symbol = Symbol('wrong')

/** What may stand in a header: visible ASCII. A line break would be a header of the server's making. */
export function isTokenText(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

/**
 * Only what can be used as it is: a token that is bound to a key (`DPoP`) is bound to none of ours. Where it is absent
 * the common type is meant, as auth0-fastapi-api has it.
 */
function readTokenType(value: unknown): string | undefined {
  if (value === undefined) return 'Bearer'
  return typeof value === 'string' && value.toLowerCase() === 'bearer' ? 'Bearer' : undefined
}

/** Seconds, as a number or as digits. */
function readLifetime(value: unknown): number | undefined | typeof wrong {
  if (value === undefined || value === null) return undefined
  const seconds = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0 ? Math.floor(seconds) : wrong
}

function readIssuedType(value: unknown, { issuedTypes }: Exchange): string | undefined | typeof wrong {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') return wrong
  return issuedTypes === undefined || issuedTypes.has(value) ? value : wrong
}

/** undefined: one of them is wrong. */
function readOthers(
  body: JsonObject,
  { handsOutOthers, organization }: Exchange,
): Pick<ExchangeResult, 'idToken' | 'refreshToken'> | undefined {
  if (!handsOutOthers) return {}
  const idToken = ownValue(body, 'id_token')
  const refreshToken = ownValue(body, 'refresh_token')
  if (organization !== undefined && isTokenText(idToken) && !isOf(organization, idToken)) return undefined
  return {
    ...(isTokenText(idToken) && { idToken }),
    ...(isTokenText(refreshToken) && { refreshToken }),
  }
}

/**
 * The organisation that an ID token is for. It came over TLS from the server itself, so its signature need not be judged
 * (OpenID Connect Core 1.0 §3.1.3.7). Auth0 names organisations in either case, and gives ids the prefix `org_`.
 */
function isOf(organization: string, idToken: string): boolean {
  try {
    const claims = decodeJwt(idToken)
    if (organization.startsWith('org_')) return claims.org_id === organization
    return typeof claims.org_name === 'string' && claims.org_name.toLowerCase() === organization.toLowerCase()
  } catch {
    return false
  }
}
