// What the types promise. Compiled, never run: a line that must be an error stands under its directive, and a directive
// without an error is one itself.
import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express'
import {
  type Auth,
  ConfigurationError,
  type Decision,
  type Denial,
  DeniedError,
  findAuth,
  type Gate,
  type GateOptions,
  getAuth,
  getOperation,
  type JwtClaims,
  type OnDenied,
  type Operation,
  type Policy,
  portcullis,
  type readPolicy,
  type SchemeOptions,
  type TokenClient,
  TokenClientError,
  type TokenResult,
  type tokenErrorHandler,
} from 'portcullis'
import type { TestIssuer } from 'portcullis/testing'
import { createTokenClient } from 'portcullis/token-client'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles where both types are the same one. */
function same<A, B>(..._: Same<A, B> extends true ? [] : [never]): void {}

interface ShopClaims {
  sub: string
  shop: { id: number }
}

export function callers(req: Request): void {
  const known = getAuth(req)
  const found = findAuth(req)
  const operation = getOperation(req)
  same<typeof known, Auth<JwtClaims>>()
  same<typeof found, Auth<JwtClaims> | undefined>()
  same<typeof operation, Operation | undefined>()

  const auth = getAuth<ShopClaims>(req)
  same<typeof auth.claims.shop.id, number>()
  same<typeof auth.scopes, ReadonlySet<string>>()
  // @ts-expect-error a claim that the type does not have
  auth.claims.email
  // @ts-expect-error what was verified is not written to
  auth.claims.sub = 'somebody else'
  // @ts-expect-error scopes are read, not added
  auth.scopes.add('write:orders')
  // @ts-expect-error there may be no caller
  findAuth(req).claims
}

export function decisions(decision: Decision): void {
  if (decision.allowed) {
    same<typeof decision.auth, Auth<JwtClaims> | undefined>()
    // @ts-expect-error only a refusal has a status
    decision.status
    return
  }
  same<typeof decision.status, 400 | 401 | 403 | 404 | 405 | 503>()
  same<typeof decision.body.detail, string | undefined>()
  // @ts-expect-error a refusal has no caller
  decision.auth
}

export const options: GateOptions[] = [
  {},
  { domain: 'tenant.auth0.com', audience: ['https://api.example.com'], mode: 'report' },
  { allowRoutes: [{ method: 'GET', path: '/healthz', reason: 'the load balancer asks' }] },
  { docs: { path: '/reference', title: 'Orders', clientId: 'docs' }, log: false, detail: true },
  { docs: { clientId: { auth0: 'docs' } } },
  { log: (line) => line.toUpperCase(), env: { NODE_ENV: 'production' }, publicOperations: 'explicit' },
  // @ts-expect-error an unknown name
  { audiences: 'https://api.example.com' },
  // @ts-expect-error an unknown mode
  { mode: 'observe' },
  // @ts-expect-error a route outside the document needs a reason
  { allowRoutes: [{ path: '/healthz' }] },
  // @ts-expect-error a page has no secret
  { docs: { clientId: 'docs', clientSecret: 'hidden' } },
  // @ts-expect-error a deadline is no docs option
  { docs: { timeout: 5 } },
]

export const schemes: SchemeOptions[] = [
  { issuer: 'https://issuer.example/', audience: 'orders', algorithms: ['RS256'] },
  { issuers: [{ domain: 'one.example.com' }, { domain: 'two.example.com' }], clockTolerance: 5 },
  { keys: [{ name: 'till', key: 'sha256:00', scopes: ['read:orders'] }] },
  { scopeClaims: ['scope', ['realm_access', 'roles']], scopeMatch: 'any' },
  { check: ({ claims }, { signal }) => claims.sub !== undefined && !signal.aborted },
  // @ts-expect-error one word for the list
  { issuer: 'https://issuer.example/', algorithm: 'RS256' },
  // @ts-expect-error seconds are a number
  { clockTolerance: '5s' },
  // @ts-expect-error a key has a name
  { keys: [{ key: 'sha256:00' }] },
  // @ts-expect-error a check answers with true or false
  { check: () => 'yes' },
]

export const onDenied: OnDenied = (denial, _req, res, next) => {
  if (denial.status === 404) res.status(404).json(denial.body)
  else next(new DeniedError(denial))
  // @ts-expect-error only a DeniedError may be passed on
  next(new Error('refused'))
}

export function errors(error: unknown, denial: Denial, _req: Request, _res: Response, next: NextFunction): void {
  if (error instanceof DeniedError) same<typeof error.status, number>()
  if (error instanceof ConfigurationError) for (const { code, message } of error.diagnostics) next(`${code} ${message}`)
  const denied = new DeniedError(denial)
  same<typeof denied.problem.title, string>()
  // @ts-expect-error it is made of a denial
  new DeniedError('refused')
}

export async function gates(issuer: TestIssuer): Promise<void> {
  const gate = await portcullis('openapi.yaml', { schemes: issuer.schemes })
  same<typeof gate, Gate>()
  same<ReturnType<typeof gate.protect>, RequestHandler>()
  same<typeof gate.policy, Policy>()
  same<Awaited<ReturnType<typeof readPolicy>>, Policy>()
  gate.on('decision', ({ allowed }) => same<typeof allowed, boolean>())
  // @ts-expect-error an unknown event
  gate.on('decisions', () => undefined)
  same<typeof gate.tokens, TokenClient>()
  // @ts-expect-error the policy is immutable
  gate.policy.operations.length = 0
  // @ts-expect-error a document is a path, a URL or an object
  await portcullis(7)
  // @ts-expect-error subjects are text
  await issuer.token({ sub: 7 })
}

export async function upstreamTokens(req: Request): Promise<void> {
  const token = await getAuth(req).connectionToken('google-oauth2', { loginHint: '1077', refresh: true })
  same<typeof token, TokenResult>()
  same<ReturnType<typeof tokenErrorHandler>, ErrorRequestHandler>()
  const client: TokenClient = createTokenClient({
    domain: 'tenant.auth0.com',
    clientId: 'a',
    privateKey: async () => ({ kty: 'EC' }),
  })
  await client.getTokenByExchangeProfile({ subjectToken: 'a', subjectTokenType: 'urn:acme:a', tenant: ['a', 1, true] })
  // @ts-expect-error the caller's token is the subject, and no option
  await getAuth(req).connectionToken('google-oauth2', { accessToken: 'another' })
  // @ts-expect-error a token for another API needs an audience
  await client.getTokenOnBehalfOf({ accessToken: 'a' })
  // @ts-expect-error one word for the list
  createTokenClient({ connection: 'google-oauth2' })
}

export function failures(error: unknown): string | undefined {
  if (!(error instanceof TokenClientError)) return undefined
  same<typeof error.reconnectRequired, boolean>()
  same<typeof error.status, number | undefined>()
  return error.retryAfter === undefined ? error.error : error.code
}

export async function testConnections(issuer: TestIssuer): Promise<void> {
  await portcullis('openapi.yaml', { schemes: issuer.schemes, tokens: issuer.tokens })
  issuer.connections({
    'google-oauth2': ({ sub, loginHint }) =>
      loginHint === undefined ? `token-of-${sub}` : { error: 'user_not_found' },
    github: { accessToken: 'token', expiresIn: 60 },
    slack: { status: 503, retryAfter: 5 },
    jira: { fail: 'hang' },
  })
  same<ReturnType<typeof issuer.exchanges>[number]['connection'], string | undefined>()
  // @ts-expect-error an unknown failure
  issuer.connections({ jira: { fail: 'explode' } })
  // @ts-expect-error a status is a number
  issuer.connections({ jira: { status: '503' } })
}
