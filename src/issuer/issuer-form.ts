import type { Report } from '../diagnostics/diagnostic.ts'
import { isLoopback } from '../http/loopback.ts'
import { parseText } from '../options/fields.ts'
import { findingOn, type Given, wrongValue } from '../options/given.ts'
import type { IssuerCode } from './codes.ts'
import { isSecureAddress } from './is-secure-address.ts'

/** The exact `iss` of an issuer whose keys are found by discovery: an address that metadata hangs on (RFC 8414 §2). */
export function parseIssuer(given: Given, report: Report): string | undefined {
  const text = parseText(given, report)
  const fault = text === undefined ? undefined : (faultOfAddress(text) ?? faultOfParts(text))
  return settle(given, text, fault, report)
}

/** The exact `iss` of an issuer whose keys are given. It may be any name (RFC 7519 §4.1.1); an address has to be sound. */
export function parseIssuerName(given: Given, report: Report): string | undefined {
  if (typeof given.value === 'string' && !given.value.includes('://')) return parseText(given, report)
  return parseIssuer(given, report)
}

/** The address of a key set. Some providers need a query in it. */
export function parseKeySetAddress(given: Given, report: Report): string | undefined {
  const text = parseText(given, report)
  return settle(given, text, text === undefined ? undefined : faultOfAddress(text), report)
}

/** An address that tokens and the client's secret travel to: https, or http on this machine. */
export function parseEndpoint(given: Given, report: Report): string | undefined {
  const text = parseText(given, report)
  if (text === undefined || (isSecureAddress(text) && !text.includes('#'))) return text
  const local = URL.canParse(text) && isLoopback(new URL(text))
  const form = local
    ? 'an address without a fragment, user or password'
    : 'an address with https:// (http is for this machine alone)'
  report(wrongValue(given, form))
  return undefined
}

/** `Tenant.Auth0.com` as the issuer `https://tenant.auth0.com/`, which is how Auth0 writes it for every domain. */
export function parseDomain(given: Given, report: Report): string | undefined {
  const { value } = given
  const host = typeof value === 'string' ? value.trim().toLowerCase() : ''
  if (host.length <= longestHost && host.split('.').every((label) => hostLabel.test(label))) return `https://${host}/`
  return settle(given, undefined, 'has to be a host and nothing else, as tenant.auth0.com', report)
}

/** RFC 1035 §2.3.4. */
const longestHost = 253
const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Adds the slash that ends every issuer of Auth0, for sources that name an address and no exact issuer. */
export function withAuth0Slash(issuer: string): string {
  return lacksAuth0Slash(issuer) ? `${issuer}/` : issuer
}

export function lacksAuth0Slash(issuer: string): boolean {
  return /^https:\/\/[^/]+\.auth0\.com$/i.test(issuer)
}

/** What URL parsing would silently mend or fold cannot be compared with an `iss`. */
function faultOfAddress(text: string): string | undefined {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(text) || text.includes('\\') || !URL.canParse(text)) {
    return 'has to be an address, as https://issuer.example/'
  }
  if (text.split('/', 3)[2]?.includes('@')) return 'must not hold a user name or password'
  if (text.includes('#')) return 'must not have a fragment'
  return isSecureAddress(text) ? undefined : 'has to begin with https:// (http is for this machine alone)'
}

function faultOfParts(text: string): string | undefined {
  return text.includes('?') ? 'must not have a query' : undefined
}

function settle(given: Given, text: string | undefined, fault: string | undefined, report: Report): string | undefined {
  if (fault === undefined) return text
  const code: IssuerCode = 'issuer.form'
  report(findingOn(given, { code, message: `${given.label} ${fault}.` }))
  return undefined
}
