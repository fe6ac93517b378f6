import { basename } from 'node:path'
import { sourceOf } from '../document/place.ts'
import type { Place } from '../document/types.ts'
import { withAuth0Slash } from '../issuer/issuer-form.ts'
import type { Given } from '../options/given.ts'
import type { NamedValues } from '../options/named-values.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import { trustNames } from '../schemes/bearer.ts'
import { pickValues, type TrustSource } from './trust-source.ts'

/** What the document says of whom a scheme trusts: `x-portcullis` first, then the address of the issuer's metadata. */
export function documentTrust(declaration: SchemeDeclaration, extension: NamedValues): readonly TrustSource[] {
  const values = pickValues(extension, trustNames)
  const metadata = metadataTrust(declaration)
  return [
    ...(values.size > 0 ? [extensionTrust(declaration, values)] : []),
    ...(metadata === undefined ? [] : [metadata]),
  ]
}

function extensionTrust({ extension, place }: SchemeDeclaration, values: NamedValues): TrustSource {
  const at = extension?.place ?? place
  const given: Given = { value: undefined, label: 'x-portcullis', place: at }
  return { name: placeName(at), given, values, metadataUrl: undefined }
}

/** The issuer whose metadata the document points at, where the address says which issuer that is. */
function metadataTrust(declaration: SchemeDeclaration): TrustSource | undefined {
  const field = declaration.type === 'openIdConnect' ? 'openIdConnectUrl' : 'oauth2MetadataUrl'
  const url = metadataUrlOf(declaration)
  const issuer = url === undefined ? undefined : issuerOf(url)
  if (url === undefined || issuer === undefined) return undefined
  const place = declaration.fields.get(field)?.place ?? declaration.place
  const given: Given = { value: withAuth0Slash(issuer), label: field, place }
  return { name: placeName(place), given, values: new Map([['issuer', given]]), metadataUrl: url }
}

function metadataUrlOf(declaration: SchemeDeclaration): string | undefined {
  if (declaration.type === 'openIdConnect') return declaration.url
  return declaration.type === 'oauth2' ? declaration.metadataUrl : undefined
}

/** OpenID Connect Discovery 1.0 §4 appends a suffix to the issuer; RFC 8414 §3.1 inserts one after the host. */
function issuerOf(url: string): string | undefined {
  const appended = '/.well-known/openid-configuration'
  if (url.endsWith(appended)) return url.slice(0, -appended.length)
  const inserted = '/.well-known/oauth-authorization-server'
  const [origin, path, ...more] = url.split(inserted)
  return origin === undefined || path === undefined || more.length > 0 ? undefined : origin + path
}

/** `openapi.yaml:12:7`: short, for a line that a person reads. */
export function placeName(place: Place): string {
  const { file, line, column } = sourceOf(place)
  return `${basename(file)}:${line}:${column}`
}
