import type { KeyObject } from 'node:crypto'
import type { KeyFault } from '../issuer/key-fault.ts'

export interface JwtClaims {
  iss?: string
  sub?: string
  aud?: string | string[]
  exp?: number
  iat?: number
  nbf?: number
  jti?: string
  scope?: string
  [claim: string]: unknown
}

/** One issuer whose tokens a scheme takes: its name, its keys and what its tokens must be are one unit. Frozen. */
export interface TrustedIssuer {
  /** The exact `iss`. */
  readonly issuer: string
  /** Any of them must be in `aud`. Never empty. */
  readonly audiences: readonly string[]
  /** The allow-list. HS* only beside a secret. */
  readonly algorithms: readonly string[]
  readonly keys: KeyOrigin
}

export type KeyOrigin =
  /** `/.well-known/openid-configuration`, then RFC 8414. `metadataUrl` where the document names the exact address. */
  | { readonly kind: 'discovery'; readonly metadataUrl: string | undefined }
  | { readonly kind: 'jwksUri'; readonly url: string }
  | { readonly kind: 'jwks'; readonly keys: readonly object[] }
  | { readonly kind: 'secret'; readonly secret: Uint8Array }

/** What a request is to the function that chooses among the issuers. */
export interface IssuerRequest {
  /**
   * In lower case and without a port; of a proxy in front, as far as the application with the gate trusts it. undefined
   * where it is none: no customer is to be presumed then.
   */
  readonly hostname: string | undefined
  readonly method: string
  /** Path parameters as the document names them, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** One value; undefined where the field is absent or stands more than once. */
  header(name: string): string | undefined
  /** Aborts when the function's time is over. */
  readonly signal: AbortSignal
}

/** The exact names of those listed issuers whose tokens count for a request. */
export type ChooseIssuers = (request: IssuerRequest) => string | readonly string[] | Promise<string | readonly string[]>

/** What a scheme demands of every token, whoever issued it. Frozen. */
export interface TokenSettings {
  readonly issuers: readonly TrustedIssuer[]
  /** Which of them count for a request; undefined: all. */
  readonly issuersFor: ChooseIssuers | undefined
  /** The path of the claim that holds one of the audiences. */
  readonly audienceClaim: readonly string[]
  /** Seconds. */
  readonly clockTolerance: number
  /** Seconds since `iat`; undefined: any. */
  readonly maxTokenAge: number | undefined
  readonly profile: 'jwt' | 'at+jwt'
  /** Paths of claim names. */
  readonly scopeClaims: readonly (readonly string[])[]
  readonly requiredClaims: ReadonlyMap<string, unknown>
  /** The members of `cnf` that can be proven here. A token bound in another way is refused (RFC 7800 §3.1). */
  readonly confirmations: ReadonlySet<string>
  /** Tokens whose signature is remembered; 0: none. */
  readonly cacheEntries: number
}

/** Why a token was refused. Each is described in docs/reasons.md. */
export type TokenReason =
  | 'token.malformed'
  | 'token.oversized'
  | 'token.encrypted'
  | 'token.opaque'
  | 'token.not_opaque'
  | 'token.critical'
  | 'token.algorithm'
  | 'token.type'
  | 'token.issuer'
  | 'token.audience'
  | 'token.expired'
  | 'token.not_yet_valid'
  | 'token.issued_in_future'
  | 'token.too_old'
  | 'token.claim'
  | 'token.required_claim'
  | 'token.confirmation'
  | 'token.signature'
  | 'token.inactive'
  | 'token.revoked'
  | KeyReason

export type KeyReason = 'key.unknown' | 'key.ambiguous' | 'key.unusable'

/** A token that was judged. */
export type TokenVerdict =
  | {
      readonly kind: 'verified'
      readonly claims: Readonly<JwtClaims>
      /** undefined: an opaque token, which has none. */
      readonly header: Readonly<Record<string, unknown>> | undefined
      readonly scopes: ReadonlySet<string>
    }
  | { readonly kind: 'refused'; readonly reason: TokenReason }
  /** Not knowable now. `retryAfter` in seconds. */
  | { readonly kind: 'unknown'; readonly reason: UnknownTokenReason; readonly retryAfter: number }

/** The same with whose token it is. */
export type Identity =
  | (Extract<TokenVerdict, { kind: 'verified' }> & { readonly issuer: string })
  | Exclude<TokenVerdict, { kind: 'verified' }>

export type UnknownTokenReason =
  | 'issuer.unavailable'
  | 'issuer.unresolved'
  | 'store.unavailable'
  | 'introspection.unavailable'
  | 'introspection.refused'
  | 'introspection.malformed'
  | 'introspection.busy'
  | 'introspection.pending'

/** What verifiers need from the rest of the gate. */
export interface VerifierServices {
  /** The keys of an issuer; the same source for the same issuer. */
  sourceOf(issuer: TrustedIssuer): KeySource
  /** Whether a token that is good in itself was revoked. `kids` are the names of its key. */
  revocationOf(issuer: string, claims: Readonly<JwtClaims>, kids: readonly (string | undefined)[]): RevocationVerdict
  readonly counts: TokenCounts
}

/** Since the start. */
export interface TokenCounts {
  /** Signatures that were judged, good and bad. */
  signaturesChecked: number
  /** Signatures that were known to be good. */
  signaturesRemembered: number
  /** Questions about tokens that issuers were asked. */
  introspectionsAsked: number
  /** Answers that were still good. */
  introspectionsRemembered: number
}

/** `unknown`: what other processes revoked cannot be known. */
export type RevocationVerdict = 'valid' | 'revoked' | 'unknown'

export interface VerifyOptions {
  readonly mayWait: boolean
  /** Needed where a function chooses among the issuers. */
  readonly issuerRequest?: Omit<IssuerRequest, 'signal'>
  /** Whoever is listed counts: the request for which a function chooses is not there, or was judged before. */
  readonly anyIssuer?: boolean
}

/** Judges tokens for one scheme. */
export interface TokenVerifier {
  /**
   * Never throws and never rejects, whatever the token is. The verdict is there at once unless a key or a signature has
   * to be waited for. Without `mayWait` nothing outside this process is waited for.
   */
  verify(token: string, options: VerifyOptions): TokenVerdict | Promise<TokenVerdict>
}

/** The keys of one issuer. Where they come from, how long they live and what a caller can cause is its business alone. */
export interface KeySource {
  readonly issuer: string
  /** Never rejects. Without `mayWait` it answers from what it has, and may start a fetch behind the answer. */
  find(wanted: WantedKey, mayWait: boolean): Promise<KeyLookup> | KeyLookup
  /**
   * The same after a signature did not fit `doubted`, which was found before: the issuer may have put another key under
   * the same name. Finds `doubted` again where no newer key is to be had.
   */
  findNewer(wanted: WantedKey, doubted: VerificationKey, mayWait: boolean): Promise<KeyLookup> | KeyLookup
  /** Resolves when keys are there; rejects when the source was closed. */
  ready(): Promise<void>
  /** Asks the issuer anew. Resolves when it has answered or failed to; never rejects. */
  refresh(): Promise<void>
  health(): IssuerHealth
  /** Ends timers and fetches. */
  close(): void
}

/** What a token's header says about its key. `jku`, `jwk`, `x5u` and `x5c` are never read: a token names no key of its own. */
export interface WantedKey {
  readonly alg: string
  readonly kid: string | undefined
}

/**
 * A key for one algorithm. The same object for as long as the issuer publishes the same key: what was verified with it
 * stays verified, and nothing else does.
 */
export interface VerificationKey {
  readonly kid: string | undefined
  readonly alg: string
  readonly material: KeyObject
  /** Whether a check with it is better done on another thread. */
  readonly slow: boolean
}

export type KeyLookup =
  | { readonly kind: 'key'; readonly key: VerificationKey }
  | { readonly kind: 'refused'; readonly reason: KeyReason }
  /** `retryAfter` in seconds. */
  | { readonly kind: 'unavailable'; readonly retryAfter: number }

export interface IssuerHealth {
  readonly issuer: string
  readonly state: 'loading' | 'fresh' | 'stale' | 'failed'
  /** Keys that tokens can be verified with. */
  readonly keys: number
  /** Attempts to fetch keys since the start, and how many have failed since the last that did not. */
  readonly fetches: number
  readonly failures: number
  readonly ageSeconds?: number
  /** Its class, never a text from outside: `network`, `timeout`, `status`, … */
  readonly lastError?: KeyFault
  readonly nextTrySeconds?: number
}
