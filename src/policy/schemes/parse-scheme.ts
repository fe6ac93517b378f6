import { nearestName } from '../../diagnostics/nearest.ts'
import { proposal, quote } from '../../diagnostics/words.ts'
import { child, members } from '../../document/node.ts'
import { describeValue, isMapping } from '../../document/plain-data.ts'
import type { Node, ResolvedScheme } from '../../document/types.ts'
import { writtenFields } from '../../document/written-fields.ts'
import { httpToken } from '../../http/token.ts'
import type { SchemeFault } from '../findings/schemes.ts'
import type { SchemeDeclaration, SchemeType } from '../types.ts'

export type ParsedScheme =
  | { readonly ok: true; readonly declaration: SchemeDeclaration }
  | { readonly ok: false; readonly fault: SchemeFault }

const parsers: Readonly<Record<SchemeType, (scheme: ResolvedScheme) => ParsedScheme>> = {
  apiKey: parseApiKey,
  http: parseHttp,
  mutualTLS: (scheme) => declare({ ...common(scheme), type: 'mutualTLS' }),
  oauth2: parseOauth2,
  openIdConnect: parseOpenIdConnect,
}

/** Reads one entry of `components.securitySchemes` (OpenAPI 3.2 §4.27). */
export function parseScheme(scheme: ResolvedScheme): ParsedScheme {
  const names = Object.keys(parsers)
  const known = `Its types are ${names.join(', ')}.`
  const type = textOf(scheme, 'type')
  if (type === undefined) return missing(scheme, 'type', known)
  if (isSchemeType(type)) return parsers[type](scheme)
  const message = `has the type ${quote(type)}, which OpenAPI does not know`
  return refuse(scheme, 'type', message, proposal(nearestName(type, names), known))
}

function isSchemeType(type: string): type is SchemeType {
  return Object.hasOwn(parsers, type)
}

function parseApiKey(scheme: ResolvedScheme): ParsedScheme {
  const parameter = textOf(scheme, 'name')
  const place = scheme.fields.get('in')?.value
  if (parameter === undefined)
    return missing(scheme, 'name', 'Write the name of the header, cookie or query parameter.')
  if (place !== 'header' && place !== 'query' && place !== 'cookie') {
    return missing(scheme, 'in', 'Write `in: header`, `in: cookie` or `in: query`.')
  }
  if (place !== 'query' && !httpToken.test(parameter)) {
    return refuse(
      scheme,
      'name',
      `names a ${place} that HTTP does not allow: ${quote(parameter)}`,
      'Write a name alone.',
    )
  }
  return declare({ ...common(scheme), type: 'apiKey', in: place, parameter })
}

/** Scheme words have no case (RFC 9110 §11.1). */
function parseHttp(scheme: ResolvedScheme): ParsedScheme {
  const word = textOf(scheme, 'scheme')
  if (word === undefined) return missing(scheme, 'scheme', 'Write `scheme: bearer` or `scheme: basic`.')
  if (!httpToken.test(word)) {
    return refuse(scheme, 'scheme', `has a word that HTTP does not allow: ${quote(word)}`, 'Write one word: `bearer`.')
  }
  return declare({ ...common(scheme), type: 'http', scheme: word.toLowerCase() })
}

function parseOauth2(scheme: ResolvedScheme): ParsedScheme {
  const flows = scheme.fields.get('flows')
  const endpoints = isMapping(flows?.value) ? endpointsOf(flows) : mayLeaveOut(scheme, 'flows') ? [] : undefined
  if (endpoints === undefined) return missing(scheme, 'flows', 'Write the flows that clients can use under `flows`.')
  const metadataUrl = textOf(scheme, 'oauth2MetadataUrl')
  return declare({ ...common(scheme), type: 'oauth2', metadataUrl, endpoints: Object.freeze(endpoints) })
}

function parseOpenIdConnect(scheme: ResolvedScheme): ParsedScheme {
  const url = textOf(scheme, 'openIdConnectUrl') ?? (mayLeaveOut(scheme, 'openIdConnectUrl') ? '' : undefined)
  if (url === undefined) return missing(scheme, 'openIdConnectUrl', "Write the address of the issuer's metadata.")
  return declare({ ...common(scheme), type: 'openIdConnect', url })
}

/** Documents made for Amazon's gateway leave out what its authorizer says, though OpenAPI wants it. */
function mayLeaveOut({ fields }: ResolvedScheme, field: string): boolean {
  return !fields.has(field) && fields.has('x-amazon-apigateway-authorizer')
}

type Common = Pick<SchemeDeclaration, 'name' | 'place' | 'fields' | 'extension'>

function common({ name, place, fields }: ResolvedScheme): Common {
  const extension = fields.get('x-portcullis')
  return {
    name,
    place,
    fields,
    extension: extension && { place: extension.place, fields: writtenFields(extension) },
  }
}

function declare(declaration: SchemeDeclaration): ParsedScheme {
  return { ok: true, declaration: Object.freeze(declaration) }
}

/** What is missing is often there under nearly its name: `flow`, `openidConnectUrl`. */
function missing(scheme: ResolvedScheme, field: string, fix: string): ParsedScheme {
  const others = [...scheme.fields.keys()].filter((name) => name !== field)
  const written = nearestName(field, others)
  const message = scheme.fields.has(field) ? `has ${describeField(scheme, field)}` : `has no \`${field}\``
  return refuse(scheme, field, message, written === undefined ? fix : `Did you mean "${field}" by ${quote(written)}?`)
}

function describeField(scheme: ResolvedScheme, field: string): string {
  return `${describeValue(scheme.fields.get(field)?.value)} as \`${field}\``
}

function refuse(scheme: ResolvedScheme, field: string, message: string, fix: string): ParsedScheme {
  const place = scheme.fields.get(field)?.place ?? scheme.place
  return { ok: false, fault: { message, fix, spot: { name: quote(scheme.name), place } } }
}

/** A field that is a text of at least one character; else undefined. */
function textOf(scheme: ResolvedScheme, field: string): string | undefined {
  const value = scheme.fields.get(field)?.value
  return typeof value === 'string' && value !== '' ? value : undefined
}

const endpointFields = ['authorizationUrl', 'tokenUrl', 'refreshUrl', 'deviceAuthorizationUrl']

function endpointsOf(flows: Node): readonly string[] {
  const urls = [...members(flows)].flatMap(([, flow]) => endpointFields.map((field) => child(flow, field)?.value))
  return [...new Set(urls.filter((url) => typeof url === 'string'))]
}
