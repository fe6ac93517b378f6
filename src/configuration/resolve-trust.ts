import type { Report } from '../diagnostics/diagnostic.ts'
import { quote } from '../diagnostics/words.ts'
import { withAuth0Slash } from '../issuer/issuer-form.ts'
import type { TrustedIssuer } from '../jwt/types.ts'
import { findingOn, type Given } from '../options/given.ts'
import { trustNames } from '../schemes/bearer.ts'
import type { Trust } from '../schemes/kind.ts'
import type { ConfigurationCode } from './codes.ts'
import { reportDisagreement, type Statement } from './disagreement.ts'
import { documentTrust } from './document-trust.ts'
import type { Draft } from './draft.ts'
import { hasOwnTrust } from './own-trust.ts'
import { readIssuers } from './read-issuers.ts'
import { resolveAudience } from './resolve-audience.ts'
import type { SharedTrust } from './share-trust.ts'
import type { Assignment, PlacedSetting } from './shared-settings.ts'
import { pickValues, type TrustSource } from './trust-source.ts'
import { reportUnconfigured, waysToTrust } from './unconfigured.ts'

/** A source of trust, and the issuers that it names. */
interface ReadSource {
  readonly source: TrustSource
  readonly issuers: readonly TrustedIssuer[]
}

/** Whom a scheme trusts: one source, with which every other below the options agrees (design 2.3). */
export function resolveTrust(draft: Draft, shared: SharedTrust, report: Report): Trust | undefined {
  const audience = resolveAudience(draft, settingsFor(draft, shared.audience), report)
  const sources = sourcesOf(draft, settingsFor(draft, shared.issuer))
  if (sources.length === 0) {
    return shared.issuer.ambiguous ? undefined : reportUnconfigured(draft, waysToTrust(draft.declaration), report)
  }
  const read = sources.flatMap((source): readonly ReadSource[] => {
    const issuers = readIssuers(source, audience?.values ?? [], report)
    return issuers === undefined ? [] : [{ source, issuers }]
  })
  const [first, ...others] = read
  if (audience === undefined || first === undefined || read.length < sources.length) return undefined
  if (!agree(draft, first, others, report)) return undefined
  if (first.issuers.some(({ audiences }) => audiences.length === 0)) {
    return shared.audience.ambiguous ? undefined : reportNoAudience(draft, first, report)
  }
  if (hasOwnTrust(draft)) reportDiffering(draft, first.issuers, report)
  const names = new Set([first.source.name, audience.source ?? first.source.name])
  const { values, metadataUrl } = first.source
  const given = values.get('introspection')
  const introspection = given && Object.freeze({ given, metadataUrl })
  const documented = read.every(({ source }) => source.given.place !== undefined)
  return Object.freeze({ issuers: first.issuers, source: [...names].join(', '), documented, introspection })
}

function settingsFor(draft: Draft, assignment: Assignment): readonly PlacedSetting[] {
  return assignment.draft === draft ? assignment.settings : []
}

/** In the order of 2.3: options by name, alone; else the environment, `domain`, the document, other gateways. */
function sourcesOf(draft: Draft, shared: readonly PlacedSetting[]): readonly TrustSource[] {
  const { declaration, options, extension, gateways } = draft
  if (!hasOwnTrust(draft)) {
    const named = gateways.flatMap(({ source }) => source ?? [])
    return [...shared.map(toSource), ...documentTrust(declaration, extension), ...named]
  }
  const given: Given = { value: undefined, label: `schemes.${declaration.name}`, place: undefined }
  return [{ name: 'options', given, values: pickValues(options, trustNames), metadataUrl: undefined }]
}

function toSource({ given, source }: PlacedSetting): TrustSource {
  if (given.label !== 'ISSUER_BASE_URL') {
    return { name: source, given, values: new Map([['domain', given]]), metadataUrl: undefined }
  }
  const value = typeof given.value === 'string' ? withAuth0Slash(given.value) : given.value
  return { name: source, given, values: new Map([['issuer', { ...given, value }]]), metadataUrl: undefined }
}

/** Whether the other sources name the same issuer, and nothing that would be dropped with them. */
function agree(draft: Draft, first: ReadSource, others: readonly ReadSource[], report: Report): boolean {
  const other = others.find(({ issuers }) => !isSame(first.issuers, issuers))
  if (other !== undefined) {
    reportDisagreement(draft.declaration, 'issuer', toStatement(first), toStatement(other), report)
    return false
  }
  const dropped = others.filter(
    ({ source }) => source.gateway !== true && [...source.values.keys()].some((name) => !isName(name)),
  )
  for (const { source } of dropped) reportDropped(source, first.source, report)
  return dropped.length === 0
}

function isName(name: string): boolean {
  return name === 'issuer' || name === 'domain'
}

function isSame(one: readonly TrustedIssuer[], other: readonly TrustedIssuer[]): boolean {
  return one.length === other.length && one.every(({ issuer }) => other.some((two) => isSameName(issuer, two.issuer)))
}

/** An address of metadata does not tell whether its issuer ends with a slash. */
function isSameName(one: string, other: string): boolean {
  return one.replace(/\/$/, '') === other.replace(/\/$/, '')
}

function toStatement({ source: { given }, issuers }: ReadSource): Statement {
  return { given, says: issuers.map(({ issuer }) => issuer).join(' and ') }
}

function reportDropped({ given, values }: TrustSource, winner: TrustSource, report: Report): void {
  const code: ConfigurationCode = 'trust.unused'
  const names = [...values.keys()].filter((name) => !isName(name))
  const message = `${given.label} has ${names.join(', ')}, which nothing uses: ${winner.given.label} says whom to trust.`
  const fix = 'Trust comes from one place. Take the one or the other out.'
  report(findingOn(given, { code, message, fix }))
}

/** The options win over the document; that they differ is worth knowing, since the documentation shows the other (O-12). */
function reportDiffering({ declaration }: Draft, issuers: readonly TrustedIssuer[], report: Report): void {
  const [documented] = documentTrust(declaration, new Map())
  const says = documented?.given.value
  if (documented === undefined || typeof says !== 'string' || issuers.some((one) => isSameName(one.issuer, says)))
    return
  const code: ConfigurationCode = 'issuer.differs'
  const message = `The options name another issuer for the scheme ${quote(declaration.name)} than ${documented.given.label}.`
  const fix = 'The options count. Where the documentation should send people there too, correct the document.'
  report(findingOn(documented.given, { code, message, fix, severity: 'warning' }))
}

function reportNoAudience({ declaration }: Draft, { source }: ReadSource, report: Report): undefined {
  const code: ConfigurationCode = 'audience.missing'
  const name = JSON.stringify(declaration.name)
  const message = `Nothing says which audience the tokens of the scheme ${quote(declaration.name)} must have.`
  const fix = [
    'Without one, tokens for any other API of the issuer would be let in. Say it in one of three ways:',
    '  environment  AUTH0_AUDIENCE=https://api.example.com (or AUDIENCE)',
    `  options      schemes: { ${name}: { …, audience: 'https://api.example.com' } }`,
    '  document     x-portcullis: { audience: https://api.example.com } on the scheme',
  ].join('\n')
  const place = source.given.place ?? declaration.place
  report(findingOn({ ...source.given, place }, { code, message, fix }))
  return undefined
}
