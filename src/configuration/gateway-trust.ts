import type { Report } from '../diagnostics/diagnostic.ts'
import { quote } from '../diagnostics/words.ts'
import { findingOn, type Given } from '../options/given.ts'
import type { NamedValues } from '../options/named-values.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import type { SchemeKind } from '../schemes/kind.ts'
import { amazonExtension, amazonTrust } from './amazon-trust.ts'
import type { ConfigurationCode } from './codes.ts'
import { googleExtensions, googleTrust } from './google-trust.ts'
import type { TrustSource } from './trust-source.ts'

/** Whom another gateway's extension on a scheme trusts, where `trust` in the options lists that gateway (design 2.3). */
export interface GatewayTrust {
  /** undefined where the extension leaves the issuer to `openIdConnectUrl`. */
  readonly source: TrustSource | undefined
  readonly audience: Given | undefined
}

/** What `trust` may list. */
export const gatewayNames = ['x-google', 'x-amazon'] as const

type GatewayName = (typeof gatewayNames)[number]

interface Gateway {
  /** The fields of a scheme that say whom it trusts. Whatever else begins with its prefix is its own business. */
  readonly extensions: readonly string[]
  readonly read: (declaration: SchemeDeclaration, report: Report) => readonly GatewayTrust[]
  /** What it enforces in another way than this gate. */
  readonly differs: string
}

const gateways: Readonly<Record<GatewayName, Gateway>> = {
  'x-google': {
    extensions: googleExtensions,
    read: googleTrust,
    differs:
      "Google's gateway judges signature, issuer, audience and times, and ignores scopes; without audiences it takes " +
      'tokens for the name of the service, and it finds tokens in other places than the Authorization header. Here the ' +
      'scopes of `security` are demanded, an audience is needed, and the header alone counts.',
  },
  'x-amazon': {
    extensions: [amazonExtension],
    read: amazonTrust,
    differs:
      'For Amazon API Gateway any one of the scopes of an operation is enough, and `client_id` stands in where a token ' +
      "has no `aud`. Here all scopes are demanded unless `scopeMatch: 'any'` is said, and `aud` counts unless " +
      "`audienceClaim: 'client_id'` is.",
  },
}

/** Reads what the listed gateways' extensions say of a scheme. What cannot be enforced from the document is reported. */
export function gatewayTrust(
  declaration: SchemeDeclaration,
  kind: SchemeKind | undefined,
  trust: NamedValues,
  report: Report,
): readonly GatewayTrust[] {
  return gatewayNames.flatMap((name) => {
    const { extensions, read } = gateways[name]
    if (!trust.has(name) || findExtension(declaration, extensions) === undefined) return []
    const found = read(declaration, report)
    if (kind?.trustsIssuers === true || found.length === 0) return found
    const what = `names an issuer, and a scheme of the type ${declaration.type} takes no tokens`
    reportUnreadable(declaration, extensions, what, report)
    return []
  })
}

/** Told where an extension is a source: what its gateway let in, this gate may refuse, and the other way round. */
export function reportGateways(declaration: SchemeDeclaration, trust: NamedValues, report: Report): void {
  for (const name of gatewayNames) {
    const { extensions, differs } = gateways[name]
    const found = trust.has(name) ? findExtension(declaration, extensions) : undefined
    if (found === undefined) continue
    const code: ConfigurationCode = 'trust.gateway'
    const message = `The scheme ${quote(declaration.name)} trusts whom ${found.label} names. ${differs}`
    const fix = 'Compare what callers may do. Options by name take the place of the extension.'
    report(findingOn(found, { code, message, fix, severity: 'warning' }))
  }
}

/** An extension written for another gateway is no decision to trust its issuer here. */
export function reportForeign(declaration: SchemeDeclaration, trust: NamedValues, report: Report): void {
  for (const name of gatewayNames) {
    const found = trust.has(name) ? undefined : findExtension(declaration, gateways[name].extensions)
    if (found === undefined) continue
    const code: ConfigurationCode = 'trust.foreign'
    const message = `${found.label} on the scheme ${quote(declaration.name)} is for another gateway, and is not used here.`
    const fix = `Where its issuer should be trusted, write it into x-portcullis or the options, or list it: trust: ['${name}'].`
    report(findingOn(found, { code, message, fix, severity: 'hint' }))
  }
}

/** A gateway is listed, and no scheme that operations use has its extension (V-01). */
export function reportUnusedTrust(used: readonly SchemeDeclaration[], trust: NamedValues, report: Report): void {
  for (const name of gatewayNames) {
    const given = trust.get(name)
    if (given === undefined || used.some((one) => findExtension(one, gateways[name].extensions))) continue
    const code: ConfigurationCode = 'trust.unused'
    const message = `${given.label} lists '${name}', and no scheme that operations use has ${gateways[name].extensions[0]}.`
    report(findingOn(given, { code, message, fix: 'Take it out, or correct the document.' }))
  }
}

function reportUnreadable(
  declaration: SchemeDeclaration,
  extensions: readonly string[],
  what: string,
  report: Report,
): void {
  const found = findExtension(declaration, extensions)
  if (found === undefined) return
  const code: ConfigurationCode = 'trust.unreadable'
  const message = `${found.label} on the scheme ${quote(declaration.name)} ${what}.`
  const fix = 'Declare it as oauth2, openIdConnect or http bearer, or configure the scheme in the options.'
  report(findingOn(found, { code, message, fix, severity: 'warning' }))
}

function findExtension({ fields }: SchemeDeclaration, extensions: readonly string[]): Given | undefined {
  const label = extensions.find((name) => fields.has(name))
  const place = label === undefined ? undefined : fields.get(label)?.place
  return label === undefined ? undefined : { value: undefined, label, place }
}
