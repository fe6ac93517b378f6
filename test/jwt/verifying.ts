import { createTokenVerifier } from '../../src/jwt/create-token-verifier.ts'
import { createIntrospectionWatches } from '../../src/jwt/introspection/watch.ts'
import { createKeySource } from '../../src/jwt/keys/create-key-source.ts'
import type { KeySource, TokenSettings, TokenVerdict, TrustedIssuer } from '../../src/jwt/types.ts'
import type { SchemeServices } from '../../src/schemes/kind.ts'
import { createMemoryStore } from '../../src/store/memory-store.ts'

export const issuer = 'https://issuer.example/'
export const audience = 'https://api.example'

/** The moment at which these tests verify. Seconds. */
export const now = 1_800_000_000

/** Good claims; a member that is undefined is left out by JSON. */
export function goodClaims(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { iss: issuer, aud: audience, sub: 'alice', iat: now - 60, exp: now + 3600, ...changes }
}

/** An issuer with fixed keys. */
export function trust(jwks: readonly object[], changes: Partial<TrustedIssuer> = {}): TrustedIssuer {
  return {
    issuer,
    audiences: [audience],
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    keys: { kind: 'jwks', keys: jwks },
    ...changes,
  }
}

export function settingsOf(issuers: readonly TrustedIssuer[], changes: Partial<TokenSettings> = {}): TokenSettings {
  return {
    issuers,
    issuersFor: undefined,
    audienceClaim: ['aud'],
    clockTolerance: 5,
    maxTokenAge: undefined,
    profile: 'jwt',
    scopeClaims: [['scope'], ['scp']],
    requiredClaims: new Map(),
    confirmations: new Set(),
    cacheEntries: 100,
    ...changes,
  }
}

/** What a verifier needs, where nothing is revoked. */
export function servicesOf(sourceOf: (trusted: TrustedIssuer) => KeySource = createKeySource): SchemeServices {
  return {
    sourceOf: (trusted) => sourceOf(trusted),
    revocationOf: () => 'valid',
    counts: { signaturesChecked: 0, signaturesRemembered: 0, introspectionsAsked: 0, introspectionsRemembered: 0 },
    introspections: createIntrospectionWatches(() => {}),
    privateAddresses: 'allow',
    store: createMemoryStore(),
  }
}

/** What a verifier says of a token, in one word: `verified`, or the reason. */
export type Ask = (token: string) => Promise<string>

export function askerOf(
  issuers: readonly TrustedIssuer[],
  changes: Partial<TokenSettings> = {},
  sourceOf: (trusted: TrustedIssuer) => KeySource = createKeySource,
): Ask {
  const verifier = createTokenVerifier(settingsOf(issuers, changes), servicesOf(sourceOf), () => now)
  return async (token) => inOneWord(await verifier.verify(token, { mayWait: true }))
}

export function inOneWord(verdict: TokenVerdict): string {
  return verdict.kind === 'verified' ? verdict.kind : verdict.reason
}
