import type { Report } from '../diagnostics/diagnostic.ts'
import type { Given } from '../options/given.ts'
import type { NamedValues } from '../options/named-values.ts'
import { parseDomain, parseIssuer, withAuth0Slash } from './issuer-form.ts'

/** The variables that name an issuer. `ISSUER_BASE_URL` is that of express-oauth2-jwt-bearer. */
export const issuerVariables: readonly string[] = Object.freeze(['AUTH0_DOMAIN', 'ISSUER_BASE_URL'])

/** `AUTH0_DOMAIN` is a host, `ISSUER_BASE_URL` an address. */
export function parseNamedIssuer(given: Given, report: Report): string | undefined {
  const { value } = given
  if (typeof value !== 'string' || !value.includes('://')) return parseDomain(given, report)
  return parseIssuer({ ...given, value: withAuth0Slash(value) }, report)
}

/** The issuer that the environment names; undefined: none, or what is none. */
export function environmentIssuer(environment: NamedValues, report: Report): string | undefined {
  const [given] = issuerVariables.flatMap((name) => environment.get(name) ?? [])
  return given && parseNamedIssuer(given, report)
}
