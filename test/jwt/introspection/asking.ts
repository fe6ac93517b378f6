import { createIntrospectingVerifier } from '../../../src/jwt/introspection/create-introspecting-verifier.ts'
import type { IntrospectionSettings } from '../../../src/jwt/introspection/settings.ts'
import { createIntrospectionWatches, type IntrospectionEvent } from '../../../src/jwt/introspection/watch.ts'
import type {
  TokenCounts,
  TokenSettings,
  TokenVerdict,
  TrustedIssuer,
  VerifierServices,
} from '../../../src/jwt/types.ts'
import type { IntrospectionEndpoint } from '../../support/introspection-endpoint.ts'
import { audience, inOneWord, servicesOf, settingsOf } from '../verifying.ts'

/** What a test changes of a scheme that asks. */
export interface AskingChanges {
  readonly settings?: Partial<IntrospectionSettings>
  readonly token?: Partial<TokenSettings>
  readonly trusted?: Partial<TrustedIssuer>
  readonly revocationOf?: VerifierServices['revocationOf']
  readonly privateAddresses?: 'allow' | 'refuse'
  /** Seconds since the epoch. */
  readonly clock?: () => number
}

/** A verifier that asks an endpoint of the test. */
export interface Asking {
  verdict(token: string, mayWait?: boolean): TokenVerdict | Promise<TokenVerdict>
  /** `verified`, or the reason. */
  word(token: string, mayWait?: boolean): Promise<string>
  readonly counts: TokenCounts
  readonly events: readonly IntrospectionEvent[]
}

export function asking({ issuer }: Pick<IntrospectionEndpoint, 'issuer'>, changes: AskingChanges = {}): Asking {
  const events: IntrospectionEvent[] = []
  const trusted: TrustedIssuer = {
    issuer,
    audiences: [audience],
    algorithms: ['RS256'],
    keys: { kind: 'discovery', metadataUrl: undefined },
    ...changes.trusted,
  }
  const settings: IntrospectionSettings = {
    mode: 'opaque',
    endpoint: undefined,
    metadataUrl: undefined,
    client: { clientId: 'api', credential: { kind: 'basic', secret: 'secret' } },
    cacheMs: 30_000,
    timeoutMs: 2_000,
    concurrency: 20,
    audienceRequired: true,
    ...changes.settings,
  }
  const { revocationOf, privateAddresses, clock } = changes
  const services = {
    ...servicesOf(),
    introspections: createIntrospectionWatches((event) => void events.push(event)),
    ...(revocationOf && { revocationOf }),
    ...(privateAddresses && { privateAddresses }),
  }
  const verifier = createIntrospectingVerifier(settingsOf([trusted], changes.token), settings, services, clock)
  const verdict = (token: string, mayWait = true) => verifier.verify(token, { mayWait })
  return {
    verdict,
    word: async (token, mayWait) => inOneWord(await verdict(token, mayWait)),
    counts: services.counts,
    events,
  }
}

/** What a good issuer says of an active token. */
export function active(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return {
    active: true,
    aud: audience,
    sub: 'alice',
    client_id: 'shop',
    scope: 'read:orders write:orders',
    token_type: 'Bearer',
    iat: now - 60,
    exp: now + 3600,
    ...changes,
  }
}
