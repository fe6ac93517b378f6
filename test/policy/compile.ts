import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { loadPolicy } from '../../src/policy/read-policy.ts'
import type { CompiledPolicy, PolicyOptions, Rule } from '../../src/policy/types.ts'

export interface Compiled {
  readonly compiled: CompiledPolicy | undefined
  readonly diagnostics: readonly Diagnostic[]
  /** `error scheme.undefined` for each, in the order they were reported in. */
  readonly told: readonly string[]
}

/** Loads and compiles a document, and keeps everything that was reported. */
export async function compile(document: string | object, options: PolicyOptions = {}): Promise<Compiled> {
  const diagnostics: Diagnostic[] = []
  const loaded = await loadPolicy(document, options, (diagnostic) => diagnostics.push(diagnostic))
  return {
    compiled: loaded?.compiled,
    diagnostics,
    told: diagnostics.map(({ severity, code }) => `${severity} ${code}`),
  }
}

/** The rule of `GET /orders`, of a document that is expected to compile. */
export async function ruleOf(document: object, name: string, options: PolicyOptions = {}): Promise<Rule> {
  const { compiled, diagnostics } = await compile(document, options)
  const rule = compiled?.rules.find(({ method, operation }) => `${method} ${operation.path}` === name)
  if (rule === undefined) throw new Error(`no ${name}: ${JSON.stringify(diagnostics)}`)
  return rule
}

/** One scheme of each kind that requirements can be written with. */
export const everyScheme = {
  auth0: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/token', scopes: { read: '', write: '' } } } },
  login: { type: 'openIdConnect', openIdConnectUrl: 'https://issuer.test/.well-known/openid-configuration' },
  jwt: { type: 'http', scheme: 'bearer' },
  basic: { type: 'http', scheme: 'basic' },
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  session: { type: 'apiKey', in: 'cookie', name: 'session' },
  queryKey: { type: 'apiKey', in: 'query', name: 'key' },
  authorizationKey: { type: 'apiKey', in: 'header', name: 'Authorization' },
  certificate: { type: 'mutualTLS' },
}

interface Parts {
  readonly openapi?: string
  readonly securitySchemes?: object
  readonly [field: string]: unknown
}

/** A document with these paths, and the schemes above unless others are given. */
export function documentOf(paths: object, { openapi = '3.1.0', securitySchemes, ...rest }: Parts = {}): object {
  const info = { title: 'test', version: '1' }
  return { openapi, info, paths, components: { securitySchemes: securitySchemes ?? everyScheme }, ...rest }
}

/** A document whose one operation, `GET /orders`, has this `security`; none with undefined. */
export function secured(security: unknown, parts: Parts = {}): object {
  return documentOf({ '/orders': { get: security === undefined ? {} : { security } } }, parts)
}
