import { createTokenVerifier } from '../jwt/create-token-verifier.ts'
import type { TokenSettings, TokenVerdict, TrustedIssuer } from '../jwt/types.ts'
import { whenKnown } from '../jwt/when-known.ts'
import { countAccessTokens } from './access-token-parameter.ts'
import { readAuthorization } from './authorization.ts'
import { judgePrincipal, readHooks } from './hooks.ts'
import type { GivenScheme, SchemeKind, SchemeServices, SchemeSettings } from './kind.ts'
import { readTokenSettings } from './token-options.ts'
import type { Credential, CredentialRequest, Hooks, Principal, Scheme, Verdict, VerifyContext } from './types.ts'

/** What names an issuer and its keys: one unit, from one source (design 2.3). */
export const trustNames: readonly string[] = Object.freeze([
  'issuer',
  'domain',
  'issuers',
  'jwksUri',
  'jwks',
  'secret',
  'algorithms',
])

/** `oauth2`, `openIdConnect`, and `http` `bearer`: a signed JWT in the Authorization header (RFC 6750 §2.1). */
export const bearerScheme: SchemeKind = {
  enforces: (declaration) =>
    declaration.type === 'oauth2' ||
    declaration.type === 'openIdConnect' ||
    (declaration.type === 'http' && declaration.scheme === 'bearer'),
  options: {
    known: [
      ...trustNames,
      'audience',
      'issuersFor',
      'clockTolerance',
      'maxTokenAge',
      'profile',
      'scopeClaims',
      'scopeMatch',
      'requiredClaims',
      'cache',
      'check',
      'report',
    ],
    later: new Map<string, unknown>([
      ['introspection', undefined],
      ['verify', undefined],
      ['dpop', 'off'],
    ]),
  },
  notInDocument: ['secret', 'issuersFor', 'check'],
  trustsIssuers: true,
  configure,
}

/** One scheme's settings, as `configure` read them. */
interface BearerSettings {
  readonly name: string
  readonly token: TokenSettings
  readonly scopeMatch: 'all' | 'any'
  readonly hooks: Hooks
}

/** A key that another scheme takes in this field shares it, and its fate. */
const carrier = 'header:authorization'

function configure(given: GivenScheme): SchemeSettings | undefined {
  const { declaration, fields, report } = given
  const hooks = readHooks(fields, report)
  const scopeMatch = fields.choice('scopeMatch', ['all', 'any']) ?? 'all'
  const trust = given.trust()
  const token = readTokenSettings(trust?.issuers ?? [], fields, report)
  if (trust === undefined) return undefined
  const { name } = declaration
  const { issuers, source } = trust
  return Object.freeze({
    name,
    source,
    trust: issuers.map(describeIssuer).join('; '),
    issuers,
    carrier,
    accepts: Object.freeze(issuers.map(({ issuer }) => `issuer ${issuer}`)),
    scopeMatch,
    decides: { type: declaration.type, token, scopeMatch, hooks },
    create: (services: SchemeServices) => createBearerScheme({ name, token, scopeMatch, hooks }, services),
  })
}

function describeIssuer({ issuer, audiences }: TrustedIssuer): string {
  return `issuer ${issuer}, audience ${audiences.join(' or ')}`
}

function createBearerScheme({ name, token, scopeMatch, hooks }: BearerSettings, services: SchemeServices): Scheme {
  const verifier = createTokenVerifier(token, services)
  const conclude = (verdict: TokenVerdict, text: string, context: VerifyContext): Verdict | Promise<Verdict> => {
    if (verdict.kind === 'refused' || verdict.kind === 'unknown') return verdict
    return judgePrincipal(principalOf(name, verdict), text, hooks.check, context)
  }
  return Object.freeze({
    name,
    carrier,
    ambient: false,
    report: hooks.report === true,
    scopeMatch,
    challenge: Object.freeze({ word: 'Bearer' }),
    read: readToken,
    verify(credential, context) {
      // Nothing here can check a proof of possession, and a token under this word must never count as a plain one.
      if (context.word === 'DPoP') return { kind: 'refused', reason: 'token.confirmation' }
      const verdict = verifier.verify(credential, context)
      return whenKnown(verdict, (known) => conclude(known, credential, context))
    },
  } satisfies Scheme)
}

/**
 * Finds the token. It travels in the header alone; one in the query is as good as absent (H-21), and beside one in the
 * header it makes two methods where RFC 6750 §2 allows one (H-20).
 */
function readToken(request: CredentialRequest): Credential {
  const inQuery = countAccessTokens(request.query)
  if (inQuery > 1) return { kind: 'malformed', reason: 'credential.repeated' }
  const found = readAuthorization(request)
  if (found.kind !== 'token') return found
  const under = found.word === undefined ? {} : { word: found.word }
  if (inQuery > 0) return { kind: 'malformed', reason: 'credential.several', ...under }
  return { kind: 'presented', value: found.token, ...under }
}

type Verified = Extract<TokenVerdict, { kind: 'verified' }>

function principalOf(scheme: string, { claims, header, scopes }: Verified): Principal {
  const name = typeof claims.sub === 'string' ? claims.sub : ''
  return Object.freeze({ scheme, type: 'jwt', name, claims, scopes, header })
}
