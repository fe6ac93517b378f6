import assert from 'node:assert/strict'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import type { TrustedIssuer } from '../../src/jwt/types.ts'
import { createFields } from '../../src/options/fields.ts'
import { namedValues } from '../../src/options/named-values.ts'
import type { Operation, SchemeDeclaration } from '../../src/policy/types.ts'
import { apiKeyScheme } from '../../src/schemes/api-key.ts'
import { basicScheme } from '../../src/schemes/basic.ts'
import { bearerScheme } from '../../src/schemes/bearer.ts'
import { credentialRequest, type RequestHead } from '../../src/schemes/credential-request.ts'
import type { SchemeKind, SchemeSettings } from '../../src/schemes/kind.ts'
import { mutualTlsScheme } from '../../src/schemes/mutual-tls.ts'
import { otherHttpScheme } from '../../src/schemes/other-http.ts'
import type { Credential, Scheme, VerifyContext } from '../../src/schemes/types.ts'
import { servicesOf } from '../jwt/verifying.ts'

const place = { file: { name: '<test>', locate: () => ({ line: 1, column: 1 }) }, pointer: [] }
const written = { place, extension: undefined, fields: new Map() }

/** What one kind makes of options, and the codes that it reports. */
export interface Configured {
  readonly settings: SchemeSettings | undefined
  readonly found: readonly Diagnostic[]
}

export function configureKey(
  options: object,
  parameter = 'X-API-Key',
  place: 'header' | 'query' | 'cookie' = 'header',
): Configured {
  return configure(apiKeyScheme, { ...written, name: 'key', type: 'apiKey', in: place, parameter }, options, [])
}

export function configureHttp(options: object, scheme: string): Configured {
  return configure(otherHttpScheme, { ...written, name: 'own', type: 'http', scheme }, options, [])
}

export function configureBasic(options: object): Configured {
  return configure(basicScheme, { ...written, name: 'staff', type: 'http', scheme: 'basic' }, options, [])
}

export function configureBearer(options: object, issuers: readonly TrustedIssuer[] = []): Configured {
  return configure(bearerScheme, { ...written, name: 'auth0', type: 'http', scheme: 'bearer' }, options, issuers)
}

export function configureCertificate(options: object): Configured {
  return configure(mutualTlsScheme, { ...written, name: 'mtls', type: 'mutualTLS' }, options, [])
}

function configure(
  kind: SchemeKind,
  declaration: SchemeDeclaration,
  options: object,
  issuers: readonly TrustedIssuer[],
): Configured {
  const found: Diagnostic[] = []
  const report = (diagnostic: Diagnostic) => void found.push(diagnostic)
  const given = { value: options, label: `schemes.${declaration.name}`, place: undefined }
  const settings = kind.configure({
    declaration,
    fields: createFields(namedValues(given, kind.options, report), report),
    trust: () => ({ issuers, source: 'options', documented: false }),
    unconfigured: (fix) =>
      void report({ severity: 'error', code: 'scheme.unconfigured', message: 'unconfigured', fix }),
    report,
  })
  return { settings, found }
}

/** The scheme of a configuration that has no mistake. */
export function create({ settings, found }: Configured): Scheme {
  assert.deepEqual(found, [])
  assert.ok(settings, 'it is configured')
  return settings.create(servicesOf())
}

const plain: RequestHead = { method: 'GET', target: '/', headers: {} }

/** What a scheme reads from a request with these headers and this target. */
export function read(scheme: Scheme, head: Partial<RequestHead>): Credential {
  return scheme.read(credentialRequest({ ...plain, ...head }))
}

const operation: Operation = Object.freeze({
  method: 'get',
  path: '/',
  security: [],
  source: { file: '<test>', line: 1, column: 1 },
})

export const context: VerifyContext = {
  operation,
  method: 'GET',
  target: '/',
  params: {},
  mayWait: true,
  request: credentialRequest(plain),
  word: undefined,
  hookFailed: () => undefined,
  issuerRequest: { hostname: 'api.example', method: 'GET', params: {}, header: () => undefined },
}
