import type { Report } from '../../diagnostics/diagnostic.ts'
import { createTokenVerifier } from '../../jwt/create-token-verifier.ts'
import { createIntrospectingVerifier } from '../../jwt/introspection/create-introspecting-verifier.ts'
import type { IntrospectionSettings } from '../../jwt/introspection/settings.ts'
import type { TokenSettings, TokenVerifier, TrustedIssuer } from '../../jwt/types.ts'
import type { OptionCode } from '../../options/codes.ts'
import type { Fields } from '../../options/fields.ts'
import { findingOn } from '../../options/given.ts'
import type { SchemeServices, SchemeSettings, Trust } from '../kind.ts'
import { readIntrospection } from './introspection-options.ts'

/** How a token scheme asks about tokens; `false`: something is wrong, which was reported; undefined: it asks nobody. */
export function introspectionOf(
  { issuers, introspection }: Trust,
  fields: Fields,
  report: Report,
): IntrospectionSettings | undefined | false {
  if (introspection === undefined) return undefined
  const settings = readIntrospection(introspection, report)
  if (settings === undefined) return false
  const misplaced = misplacedIn(settings, issuers, fields)
  if (misplaced === undefined) return settings
  report(findingOn(introspection.given, { code: 'option.value' satisfies OptionCode, ...misplaced }))
  return false
}

interface Misplaced {
  readonly message: string
  readonly fix: string
}

/** Opaque tokens have no signature, no form and one issuer: what is said of those would hold nowhere. */
function misplacedIn(
  { mode, endpoint }: IntrospectionSettings,
  issuers: readonly TrustedIssuer[],
  fields: Fields,
): Misplaced | undefined {
  const [issuer, another] = issuers
  if (another !== undefined) {
    const message = 'introspection asks one issuer, and the scheme has several.'
    return { message, fix: 'Write a scheme for each of them, and name both in `security`.' }
  }
  if (endpoint === undefined && issuer !== undefined && !URL.canParse(issuer.issuer)) {
    const message = 'introspection names no endpoint, and the issuer is no address that could be asked for it.'
    return { message, fix: 'Write introspection.endpoint.' }
  }
  if (mode === 'jwt') return undefined
  const given = [...keyNames, 'issuersFor', 'profile'].filter((name) => fields.given(name) !== undefined)
  if (given.length === 0) return undefined
  const message = `introspection is for opaque tokens, and ${given.join(', ')} for JWTs.`
  return {
    message,
    fix: "Take one of them out, or write introspection.mode: 'jwt' for JWTs that are asked about as well.",
  }
}

const keyNames: readonly string[] = ['jwks', 'jwksUri', 'secret', 'algorithms']

/** The settings of a token scheme, with what is different where it asks. An opaque token needs no key, and is no JWT (O-30). */
export function withIntrospection(
  introspection: IntrospectionSettings | undefined,
  settings: SchemeSettings,
): SchemeSettings {
  if (introspection === undefined) return Object.freeze(settings)
  const { trust, issuers, accepts } = settings
  const introspects = issuers[0]?.issuer
  if (introspection.mode === 'jwt') {
    return Object.freeze({ ...settings, trust: `${trust}, JWTs by introspection`, introspects })
  }
  return Object.freeze({
    ...settings,
    trust: `${trust}, opaque tokens by introspection`,
    issuers: Object.freeze([]),
    accepts: accepts && Object.freeze(accepts.map((credential) => `opaque, ${credential}`)),
    introspects,
    introspectsFor: issuers[0]?.audiences[0],
  })
}

/** Who judges the tokens of a scheme. */
export function tokenVerifierOf(
  token: TokenSettings,
  introspection: IntrospectionSettings | undefined,
  services: SchemeServices,
): TokenVerifier {
  if (introspection === undefined) return createTokenVerifier(token, services)
  return createIntrospectingVerifier(token, introspection, services)
}
