import type { Report } from '../../diagnostics/diagnostic.ts'
import { isJsonObject } from '../../json/json-object.ts'
import type { ChooseIssuers, TokenSettings, TrustedIssuer } from '../../jwt/types.ts'
import { readCacheEntries } from '../../options/cache-entries.ts'
import { type Fields, parseText } from '../../options/fields.ts'
import { type Given, wrongValue } from '../../options/given.ts'
import { copyPlain } from '../application/copy-plain.ts'

/** Seconds. Clocks that keep time by network differ by less. */
const defaultClockTolerance = 5

/** Seconds. Past a minute a tolerance only lengthens the life of a stolen token. */
const mostClockTolerance = 60

/** The claims whose names RFC 8693 §4.2 and Microsoft's and Okta's tokens use for scopes. */
const defaultScopeClaims = Object.freeze([Object.freeze(['scope']), Object.freeze(['scp'])])

/** The rules for every token of a scheme. Wrong values are reported, and read as if they were not there. */
export function readTokenSettings(
  issuers: readonly TrustedIssuer[],
  fields: Fields,
  report: Report,
  certificateBound?: object,
): TokenSettings {
  return Object.freeze({
    issuers,
    issuersFor: readIssuersFor(fields.given('issuersFor'), report),
    audienceClaim: readAudienceClaim(fields.given('audienceClaim'), report),
    clockTolerance: fields.number('clockTolerance', 0, mostClockTolerance) ?? defaultClockTolerance,
    maxTokenAge: fields.number('maxTokenAge', 1, Infinity),
    profile: fields.choice('profile', ['jwt', 'at+jwt']) ?? 'jwt',
    scopeClaims: readScopeClaims(fields, report) ?? defaultScopeClaims,
    requiredClaims: readRequiredClaims(fields, report),
    confirmations: new Set<string>(certificateBound === undefined ? [] : ['x5t#S256']),
    cacheEntries: readCacheEntries(fields.given('cache'), defaultCacheEntries, report),
  })
}

/** Tokens of a kilobyte then take some 30 MB. */
const defaultCacheEntries = 10_000

function readIssuersFor(given: Given | undefined, report: Report): ChooseIssuers | undefined {
  if (given === undefined) return undefined
  if (isChoice(given.value)) return given.value
  report(wrongValue(given, 'a function of a request'))
  return undefined
}

function isChoice(value: unknown): value is ChooseIssuers {
  return typeof value === 'function'
}

function readScopeClaims(fields: Fields, report: Report): readonly (readonly string[])[] | undefined {
  const wanted = 'a list of claims, each a name or a path of names'
  return fields.list('scopeClaims', wanted, (item) => parseClaimName(item, report))
}

/** RFC 7519 §4.1.3. */
const defaultAudienceClaim = Object.freeze(['aud'])

function readAudienceClaim(given: Given | undefined, report: Report): readonly string[] {
  return (given && parseClaimName(given, report)) ?? defaultAudienceClaim
}

/** The path of a claim: of one that does not nest, its name alone. */
function parseClaimName(given: Given, report: Report): readonly string[] | undefined {
  if (!Array.isArray(given.value)) {
    const name = parseText(given, report)
    return name === undefined ? undefined : Object.freeze([name])
  }
  const path = given.value.filter((name): name is string => typeof name === 'string' && name !== '')
  if (path.length > 0 && path.length === given.value.length) return Object.freeze(path)
  report(wrongValue(given, 'a path of claim names'))
  return undefined
}

function readRequiredClaims(fields: Fields, report: Report): ReadonlyMap<string, unknown> {
  const given = fields.given('requiredClaims')
  if (given === undefined) return new Map()
  const claims = copyPlain(given.value)
  if (isJsonObject(claims)) return new Map(Object.entries(claims))
  report(wrongValue(given, 'an object of claims and the values they must have'))
  return new Map()
}
