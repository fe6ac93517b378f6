import type { Report } from '../diagnostics/diagnostic.ts'
import { quote } from '../diagnostics/words.ts'
import { child } from '../document/node.ts'
import type { Node } from '../document/types.ts'
import { findingOn, type Given } from '../options/given.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import type { ConfigurationCode } from './codes.ts'
import { placeName } from './document-trust.ts'
import type { GatewayTrust } from './gateway-trust.ts'

export const amazonExtension = 'x-amazon-apigateway-authorizer'

/** The one place that tokens are read from here, as Amazon writes it. */
const authorizationHeader = '$request.header.authorization'

/**
 * What an HTTP API is told: a JWT authorizer has an issuer, which may be left to `openIdConnectUrl`, and audiences. Every
 * other authorizer is a function or a user pool behind the gateway, which a document does not hold.
 */
export function amazonTrust(declaration: SchemeDeclaration, report: Report): readonly GatewayTrust[] {
  const authorizer = declaration.fields.get(amazonExtension)
  if (authorizer === undefined) return []
  const type = child(authorizer, 'type')?.value
  const sources = identitySources(authorizer)
  if (type !== 'jwt') {
    reportUnreadable(declaration, authorizer, describeType(type), report)
    return []
  }
  if (sources.some((source) => source.toLowerCase() !== authorizationHeader)) {
    const what = 'reads tokens from another place than the Authorization header'
    reportUnreadable(declaration, authorizer, what, report)
    return []
  }
  return [readJwtAuthorizer(authorizer)]
}

function readJwtAuthorizer(authorizer: Node): GatewayTrust {
  const configuration = child(authorizer, 'jwtConfiguration')
  const issuer = givenAt(configuration && child(configuration, 'issuer'), `${amazonExtension}.jwtConfiguration.issuer`)
  const audience = givenAt(
    configuration && child(configuration, 'audience'),
    `${amazonExtension}.jwtConfiguration.audience`,
  )
  if (issuer === undefined) return { source: undefined, audience }
  const name = issuer.place === undefined ? issuer.label : placeName(issuer.place)
  const values = new Map([['issuer', issuer]])
  return { source: { name, given: issuer, values, metadataUrl: undefined, gateway: true }, audience }
}

function givenAt(node: Node | undefined, label: string): Given | undefined {
  return node && { value: node.value, label, place: node.place }
}

/** A text with commas between several, or a list; none: the Authorization header. */
function identitySources(authorizer: Node): readonly string[] {
  const value = child(authorizer, 'identitySource')?.value
  const sources: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : []
  return sources.map((source) => String(source).trim())
}

function describeType(type: unknown): string {
  const named = typeof type === 'string' ? `is of the type ${quote(type)}` : 'has no type'
  return `${named}: what it lets in is not written in the document, and cannot be enforced from it`
}

function reportUnreadable({ name }: SchemeDeclaration, { place }: Node, what: string, report: Report): void {
  const code: ConfigurationCode = 'trust.unreadable'
  const given: Given = { value: undefined, label: amazonExtension, place }
  const message = `${amazonExtension} on the scheme ${quote(name)} ${what}.`
  const fix = 'Say in the options whom the scheme trusts; of a Cognito user pool issuer and client are enough.'
  report(findingOn(given, { code, message, fix, severity: 'warning' }))
}
