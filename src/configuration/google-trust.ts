import type { Report } from '../diagnostics/diagnostic.ts'
import { child } from '../document/node.ts'
import type { Node } from '../document/types.ts'
import { findingOn, type Given } from '../options/given.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import type { ConfigurationCode } from './codes.ts'
import { placeName } from './document-trust.ts'
import type { GatewayTrust } from './gateway-trust.ts'

/** Of OpenAPI 2, which many 3.0 documents keep, and of OpenAPI 3. */
export const googleExtensions: readonly string[] = Object.freeze(['x-google-issuer', 'x-google-auth'])

/** One way to write it: the issuer, and what stands beside it. */
interface Written {
  readonly label: string
  readonly issuer: Node | undefined
  readonly keys: Node | undefined
  readonly audiences: Node | undefined
}

/** What Cloud Endpoints and API Gateway are told: an issuer, where its keys are, and the audiences. One unit (V-02). */
export function googleTrust({ fields }: SchemeDeclaration, report: Report): readonly GatewayTrust[] {
  const nested = fields.get('x-google-auth')
  const ways: readonly Written[] = [
    {
      label: 'x-google-issuer',
      issuer: fields.get('x-google-issuer'),
      keys: fields.get('x-google-jwks_uri'),
      audiences: fields.get('x-google-audiences'),
    },
    {
      label: 'x-google-auth',
      issuer: nested && child(nested, 'issuer'),
      keys: nested && child(nested, 'jwksUri'),
      audiences: nested && child(nested, 'audiences'),
    },
  ]
  return ways.flatMap((way) => readWay(way, report) ?? [])
}

function readWay({ label, issuer, keys, audiences }: Written, report: Report): GatewayTrust | undefined {
  const given = givenAt(issuer, label)
  const jwksUri = givenAt(keys, `the key set of ${label}`)
  if (given === undefined) return undefined
  if (jwksUri !== undefined) reportCertificates(jwksUri, report)
  const values = new Map([['issuer', given], ...(jwksUri === undefined ? [] : [['jwksUri', jwksUri] as const])])
  const source = {
    name: given.place === undefined ? label : placeName(given.place),
    given,
    values,
    metadataUrl: undefined,
    gateway: true,
  } as const
  return { source, audience: splitAtCommas(givenAt(audiences, `the audiences of ${label}`)) }
}

function givenAt(node: Node | undefined, label: string): Given | undefined {
  return node && { value: node.value, label, place: node.place }
}

/** A text with commas between audiences; in OpenAPI 3 a list. */
function splitAtCommas(given: Given | undefined): Given | undefined {
  if (typeof given?.value !== 'string') return given
  return { ...given, value: given.value.split(',').map((name) => name.trim()) }
}

/** Google publishes each key set in two forms, and its gateways read both. The one of certificates is no JWK set. */
const certificates: readonly RegExp[] = [/\/metadata\/x509\//, /\/oauth2\/v1\/certs$/]

function reportCertificates(jwksUri: Given, report: Report): void {
  const { value } = jwksUri
  if (typeof value !== 'string' || !certificates.some((form) => form.test(value))) return
  const code: ConfigurationCode = 'trust.unreadable'
  const message = `${jwksUri.label} is an address of certificates, and keys are read as a JWK set (RFC 7517 §5).`
  const fix =
    'Write the other address of the same keys: https://www.googleapis.com/service_accounts/v1/jwk/<account>, ' +
    'or https://www.googleapis.com/oauth2/v3/certs.'
  report(findingOn(jwksUri, { code, message, fix }))
}
