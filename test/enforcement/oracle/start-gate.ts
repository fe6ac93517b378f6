import { createHash } from 'node:crypto'
import { type ApiKeyOptions, type Gate, portcullis, type TokenSchemeOptions } from '../../../src/index.ts'
import { scopes, type TokenPool, type Trust } from './tokens.ts'
import type { KeyPlan, SchemePlan, TokenPlan, Universe, WildUniverse } from './universe.ts'

/** A real document, and a real gate with real keys. */
export async function startGate(universe: Universe, pool: TokenPool): Promise<Gate> {
  const operations = universe.operations.map(operation)
  return start(universe, universe.root, operations, pool)
}

/** The same for a document that may have to be refused. */
export async function startWildGate(universe: WildUniverse, pool: TokenPool): Promise<Gate> {
  const operations = universe.operations.map((own) => operation({ own, anyScope: false }))
  return start(universe, universe.root, operations, pool)
}

async function start(
  universe: Pick<Universe, 'openapi' | 'schemes'>,
  root: unknown,
  operations: readonly object[],
  pool: TokenPool,
): Promise<Gate> {
  const schemes = Object.fromEntries(
    Object.entries(universe.schemes).map(([name, plan]) => [
      name,
      plan.type === 'token' ? tokenOptions(plan, pool) : keyOptions(plan),
    ]),
  )
  return portcullis(documentOf(universe, root, operations), { schemes, env: {}, log: false })
}

function documentOf(
  { openapi, schemes }: Pick<Universe, 'openapi' | 'schemes'>,
  root: unknown,
  operations: readonly object[],
): object {
  const declarations = Object.entries(schemes).map(([name, plan]) => [name, declaration(plan)])
  return {
    openapi,
    info: { title: 'Chance', version: '1' },
    components: { securitySchemes: Object.fromEntries(declarations) },
    ...(root === undefined ? {} : { security: root }),
    paths: Object.fromEntries(operations.map((operation, index) => [pathOf(index), { get: operation }])),
  }
}

export function pathOf(index: number): string {
  return `/operation-${index}`
}

function operation({ own, anyScope }: { own: unknown; anyScope: boolean }): object {
  return {
    ...(own === undefined ? {} : { security: own }),
    ...(anyScope ? { 'x-portcullis': { scopeMatch: 'any' } } : {}),
    responses: { 200: { description: 'Done' } },
  }
}

function declaration(plan: SchemePlan): object {
  if (plan.type === 'apiKey') return { type: 'apiKey', in: 'header', name: plan.header }
  const extension = plan.any === 'extension' ? { 'x-portcullis': { scopeMatch: 'any' } } : {}
  const issuer = plan.trusts[0]?.issuer ?? ''
  const forms = {
    http: { type: 'http', scheme: 'bearer' },
    openIdConnect: { type: 'openIdConnect', openIdConnectUrl: `${issuer}.well-known/openid-configuration` },
    oauth2: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: `${issuer}token`, scopes: declaredScopes() } } },
  }
  return { ...forms[plan.form], ...extension }
}

function declaredScopes(): Record<string, string> {
  return Object.fromEntries(scopes.map((scope) => [scope, '']))
}

function tokenOptions({ trusts, audiences, any }: TokenPlan, pool: TokenPool): TokenSchemeOptions {
  const issuers = trusts.map((trust) => ({ ...trusted(trust, pool), audience: [...audiences] }))
  const [only] = issuers
  const match = any === 'options' ? { scopeMatch: 'any' as const } : {}
  return issuers.length === 1 ? { ...only, ...match } : { issuers, ...match }
}

function trusted(
  { issuer, keys }: Trust,
  pool: TokenPool,
): { issuer: string; jwksUri: string } | { issuer: string; jwks: { keys: object[] } } {
  if (keys === 'unreachable') return { issuer, jwksUri: pool.unreachable }
  return { issuer, jwks: { keys: [...(pool.jwks[issuer]?.keys ?? [])] } }
}

function keyOptions({ entries }: KeyPlan): ApiKeyOptions {
  return {
    keys: entries.map(({ key, name, scopes, expired, digest }) => ({
      name,
      key: digest ? `sha256:${createHash('sha256').update(key).digest('hex')}` : key,
      scopes: [...scopes],
      ...(expired ? { expires: '2020-01-01T00:00:00Z' } : {}),
    })),
  }
}
