import type { Report } from '../diagnostics/diagnostic.ts'
import { quote } from '../diagnostics/words.ts'
import { lacksAuth0Slash, parseDomain, parseIssuer, parseIssuerName } from '../issuer/issuer-form.ts'
import type { TrustedIssuer } from '../jwt/types.ts'
import type { OptionCode } from '../options/codes.ts'
import { createFields } from '../options/fields.ts'
import { findingOn, type Given } from '../options/given.ts'
import { type NamedValues, namedValues } from '../options/named-values.ts'
import { readAlgorithms } from './algorithms.ts'
import type { ConfigurationCode } from './codes.ts'
import { keyNames, readKeyOrigin } from './key-origin.ts'
import { pickValues, type TrustSource } from './trust-source.ts'

/** One issuer as it was given, alone or as an item of `issuers`. */
interface Unit {
  readonly given: Given
  readonly values: NamedValues
  readonly metadataUrl: string | undefined
}

const issuerNames: readonly string[] = ['issuer', 'domain']
const itemNames: readonly string[] = [...issuerNames, ...keyNames, 'audience', 'algorithms']

/**
 * The issuers that one source names, each with its keys. `audiences` hold for those that name none of their own, and may
 * be empty here. Undefined where something is wrong, which was reported.
 */
export function readIssuers(
  source: TrustSource,
  audiences: readonly string[],
  report: Report,
): readonly TrustedIssuer[] | undefined {
  const { given, values, metadataUrl } = source
  if (!values.has('issuers')) {
    const issuer = readIssuer({ given, values, metadataUrl }, audiences, report)
    return issuer && Object.freeze([issuer])
  }
  if (reportMixed(given, values, ['issuers', ...issuerNames, ...keyNames], report)) return undefined
  const shared = pickValues(values, ['algorithms'])
  const issuers = createFields(values, report).list('issuers', 'a list of issuers', (item) => {
    const own = namedValues(item, itemNames, report)
    return readIssuer({ given: item, values: new Map([...shared, ...own]), metadataUrl: undefined }, audiences, report)
  })
  return issuers && reportRepeated(given, issuers, report) ? undefined : issuers
}

function readIssuer(unit: Unit, audiences: readonly string[], report: Report): TrustedIssuer | undefined {
  const { given, values, metadataUrl } = unit
  const fields = createFields(values, report)
  const mixed = [reportMixed(given, values, issuerNames, report), reportMixed(given, values, keyNames, report)]
  if (mixed.includes(true)) return undefined
  const issuer = readName(unit, report)
  const algorithms = readAlgorithms(fields, given, report)
  const keys = algorithms && readKeyOrigin(fields, algorithms, metadataUrl, report)
  // Only an item of `issuers` has one of its own: that of a scheme may come from another place than its trust.
  const own = fields.texts('audience') ?? audiences
  if (issuer === undefined || algorithms === undefined || keys === undefined) return undefined
  return Object.freeze({ issuer, audiences: own, algorithms, keys })
}

function readName({ given, values }: Unit, report: Report): string | undefined {
  const domain = values.get('domain')
  const issuer = values.get('issuer')
  if (domain !== undefined) return parseDomain(domain, report)
  if (issuer === undefined) return reportNameless(given, [...values.keys()], report)
  if (typeof issuer.value === 'function') return reportFunction(issuer, report)
  const keysGiven = keyNames.some((name) => values.has(name))
  const name = keysGiven ? parseIssuerName(issuer, report) : parseIssuer(issuer, report)
  if (name !== undefined && lacksAuth0Slash(name)) reportSlash(issuer, name, report)
  return name
}

function reportNameless(given: Given, names: readonly string[], report: Report): undefined {
  const code: ConfigurationCode = 'issuer.missing'
  const message = `${given.label} names no issuer${names.length === 0 ? '' : ` beside ${names.join(' and ')}`}.`
  const fix = 'Write it there: an issuer and its keys come from one place.'
  report(findingOn(given, { code, message, fix }))
  return undefined
}

function reportFunction(given: Given, report: Report): undefined {
  const code: OptionCode = 'option.value'
  const message = `${given.label} is a function, and issuers are listed; a function can choose among them.`
  report(findingOn(given, { code, message, fix: 'Write issuers: [{ issuer }, … ], issuersFor: (request) => … .' }))
  return undefined
}

function reportSlash(given: Given, name: string, report: Report): void {
  const code: ConfigurationCode = 'issuer.slash'
  const message = `${given.label} is ${name}, and the tokens of Auth0 say ${name}/.`
  report(findingOn(given, { code, message, severity: 'warning', fix: 'Write the slash at its end.' }))
}

/** Of names that exclude each other at most one may be there. */
function reportMixed(given: Given, values: NamedValues, names: readonly string[], report: Report): boolean {
  const found = names.filter((name) => values.has(name))
  if (found.length < 2) return false
  const code: ConfigurationCode = 'trust.mixed'
  const message = `${given.label} has ${found.join(' and ')}, which exclude each other.`
  report(findingOn(given, { code, message, fix: 'Keep one of them.' }))
  return true
}

function reportRepeated(given: Given, issuers: readonly TrustedIssuer[], report: Report): boolean {
  const names = issuers.map(({ issuer }) => issuer)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated === undefined) return false
  const code: ConfigurationCode = 'issuer.repeated'
  report(
    findingOn(given, { code, message: `${given.label}.issuers has ${quote(repeated)} twice.`, fix: 'Take one out.' }),
  )
  return true
}
