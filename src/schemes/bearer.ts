import type { IntrospectionSettings } from '../jwt/introspection/settings.ts'
import type { Identity, TokenSettings, TokenVerdict, TrustedIssuer } from '../jwt/types.ts'
import { wrongValue } from '../options/given.ts'
import { type Later, whenKnown } from '../waiting/when-known.ts'
import { judgeVerdict, readHooks } from './application/hooks.ts'
import {
  type CertificateRule,
  createCertificateBinding,
  readCertificateRule,
} from './certificates/certificate-binding.ts'
import type { GivenScheme, SchemeKind, SchemeServices, SchemeSettings } from './kind.ts'
import type { Hooks } from './option-types.ts'
import { introspectionOf, tokenVerifierOf, withIntrospection } from './tokens/introspected.ts'
import { type ProofRule, readProofRule } from './tokens/proof-options.ts'
import { readToken } from './tokens/read-token.ts'
import { createTokenBinding } from './tokens/token-binding.ts'
import { readTokenSettings } from './tokens/token-options.ts'
import { configureVerifiedTokens } from './tokens/verified-tokens.ts'
import type { Principal, Scheme, Verdict, VerifyContext } from './types.ts'

/** What names an issuer and its keys: one unit, from one source (design 2.3). */
export const trustNames: readonly string[] = Object.freeze([
  'issuer',
  'domain',
  'issuers',
  'jwksUri',
  'jwks',
  'secret',
  'algorithms',
  'introspection',
])

/** `oauth2`, `openIdConnect`, and `http` `bearer`: a signed JWT in the Authorization header (RFC 6750 §2.1). */
export const bearerScheme: SchemeKind = {
  enforces: (declaration) =>
    declaration.type === 'oauth2' ||
    declaration.type === 'openIdConnect' ||
    (declaration.type === 'http' && declaration.scheme === 'bearer'),
  options: [
    ...trustNames,
    'audience',
    'issuersFor',
    'audienceClaim',
    'clockTolerance',
    'maxTokenAge',
    'profile',
    'scopeClaims',
    'scopeMatch',
    'requiredClaims',
    'cache',
    'dpop',
    'proofs',
    'certificateBound',
    'certificateProxy',
    'verify',
    'check',
    'report',
  ],
  notInDocument: ['secret', 'issuersFor', 'verify', 'check', 'proofs', 'certificateProxy'],
  trustsIssuers: true,
  configure,
}

/** One scheme's settings, as `configure` read them. */
interface BearerSettings {
  readonly name: string
  readonly token: TokenSettings
  /** undefined: no proof can be judged, and no bound token is taken. */
  readonly proofs: ProofRule | undefined
  /** undefined: nobody is asked about tokens. */
  readonly introspection: IntrospectionSettings | undefined
  /** undefined: no token that is bound to a certificate is taken. */
  readonly certificates: CertificateRule | undefined
  readonly scopeMatch: 'all' | 'any'
  readonly hooks: Hooks
}

/** A key that another scheme takes in this field shares it, and its fate. */
const carrier = 'header:authorization'

function configure(given: GivenScheme): SchemeSettings | undefined {
  const { declaration, fields, report } = given
  if (fields.given('verify') !== undefined) return configureVerifiedTokens(given)
  const hooks = readHooks(fields, report)
  const scopeMatch = fields.choice('scopeMatch', ['all', 'any']) ?? 'all'
  const trust = given.trust()
  const certificates = readCertificateRule(fields, report)
  const unbound = readTokenSettings(trust?.issuers ?? [], fields, report, certificates)
  const proofs = readProofRule(fields, unbound.clockTolerance, report)
  const bothBound = fields.given('certificateBound')
  if (bothBound !== undefined && proofs?.mode === 'required' && certificates?.mode === 'required') {
    report(wrongValue(bothBound, "'allowed' or left out where dpop is 'required': a token is bound to one key"))
  }
  const token = proofs === undefined ? unbound : withConfirmation(unbound, 'jkt')
  const introspection = trust && introspectionOf(trust, fields, report)
  if (trust === undefined || introspection === false) return undefined
  const { name } = declaration
  const { issuers, source, documented } = trust
  return withIntrospection(introspection, {
    name,
    source,
    trust: [
      ...issuers.map((issuer) => describeIssuer(issuer, token)),
      ...(proofs === undefined ? [] : [`DPoP ${proofs.mode}`]),
    ].join('; '),
    issuers,
    documented,
    carrier,
    accepts: Object.freeze(issuers.flatMap(({ issuer }) => credentialsOf(issuer, proofs))),
    ...(proofs !== undefined && { proofs: proofs.mode }),
    readsCertificates: certificates !== undefined,
    scopeMatch,
    decides: { type: declaration.type, token, proofs, certificates, introspection, scopeMatch, hooks },
    create: (services: SchemeServices) =>
      createBearerScheme({ name, token, proofs, certificates, introspection, scopeMatch, hooks }, services),
  })
}

function withConfirmation(settings: TokenSettings, member: string): TokenSettings {
  return Object.freeze({ ...settings, confirmations: new Set([...settings.confirmations, member]) })
}

/** A token with a proof and one without are two credentials: none is good for a scheme of each kind (D-30). */
function credentialsOf(issuer: string, proofs: ProofRule | undefined): readonly string[] {
  const plain = `issuer ${issuer}`
  const proven = `issuer ${issuer}, with a proof`
  if (proofs === undefined) return [plain]
  return proofs.mode === 'required' ? [proven] : [plain, proven]
}

function describeIssuer({ issuer, audiences }: TrustedIssuer, { audienceClaim }: TokenSettings): string {
  const claim = audienceClaim.join('.')
  return `issuer ${issuer}, audience ${audiences.join(' or ')}${claim === 'aud' ? '' : ` (in ${claim})`}`
}

function createBearerScheme(
  { name, token, proofs, certificates, introspection, scopeMatch, hooks }: BearerSettings,
  services: SchemeServices,
): Scheme {
  const verifier = tokenVerifierOf(token, introspection, services)
  const binding = proofs && createTokenBinding(name, proofs, services)
  const judgeCertificate = certificates && createCertificateBinding(certificates)
  const conclude = (verdict: TokenVerdict, text: string, context: VerifyContext): Verdict | Promise<Verdict> => {
    if (verdict.kind === 'refused' || verdict.kind === 'unknown') return verdict
    const reason = judgeCertificate?.(verdict.claims, context.request)
    if (reason !== undefined) return { kind: 'refused', reason }
    return whenKnown(binding?.judge(verdict.claims, text, context), (fault) =>
      judgeVerdict(
        fault ?? { kind: 'principal', principal: principalOf(name, verdict), token: text },
        hooks.check,
        context,
      ),
    )
  }
  const identify = (text: string): Later<Identity> =>
    whenKnown(verifier.verify(text, { mayWait: true, anyIssuer: true }), (verdict) =>
      verdict.kind === 'verified' ? { ...verdict, issuer: issuerOf(verdict, token) } : verdict,
    )
  return Object.freeze({
    name,
    carrier,
    ambient: false,
    report: hooks.report === true,
    scopeMatch,
    challenge: Object.freeze({ word: 'Bearer', ...(binding && { proofs: binding.asked }) }),
    read: readToken,
    verify(credential, context) {
      // Where no proof can be judged, a token under this word must not count as a plain one.
      if (context.word === 'DPoP' && binding === undefined) return { kind: 'refused', reason: 'dpop.off' }
      const verdict = verifier.verify(credential, context)
      return whenKnown(verdict, (known) => conclude(known, credential, context))
    },
    identify,
  } satisfies Scheme)
}

type Verified = Extract<TokenVerdict, { kind: 'verified' }>

/** A JWT was verified as that of the issuer it names; an opaque token is known to the one that was asked. */
function issuerOf({ claims, header }: Verified, { issuers }: TokenSettings): string {
  return (header === undefined ? issuers[0]?.issuer : claims.iss) ?? ''
}

function principalOf(scheme: string, { claims, header, scopes }: Verified): Principal {
  const name = typeof claims.sub === 'string' ? claims.sub : ''
  return header === undefined
    ? Object.freeze({ scheme, type: 'opaque', name, claims, scopes })
    : Object.freeze({ scheme, type: 'jwt', name, claims, scopes, header })
}
