import type { ChooseIssuers, IssuerRequest, JwtClaims } from '../jwt/types.ts'
import type { Operation } from '../policy/types.ts'
import type { RefusedReason, UnknownReason } from './refused-reasons.ts'

/** Who a credential names. Frozen. */
export interface Principal<Claims = JwtClaims> {
  /** The scheme's name in the document. */
  readonly scheme: string
  readonly type: 'jwt' | 'opaque' | 'apiKey' | 'basic' | 'certificate' | 'custom'
  /** sub, the key's name, the user name, the certificate's subject. */
  readonly name: string
  /** {} where the scheme has none. */
  readonly claims: Readonly<Claims>
  readonly scopes: ReadonlySet<string>
  /** The token's protected header. */
  readonly header?: Readonly<Record<string, unknown>>
}

/** What a user's own check is told. */
export interface HookContext {
  readonly operation: Operation
  readonly method: string
  /** The raw target. */
  readonly target: string
  /** Path parameters as the document names them, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** Aborts when the check's time is over. */
  readonly signal: AbortSignal
}

export interface Hooks {
  /** true lets in; anything else, a throw, a rejection or the deadline refuses. */
  check?: (principal: Principal, context: HookContext) => boolean | Promise<boolean>
  /** Decides and tells, but refuses nothing, for this scheme. */
  report?: boolean
}

/** What an application's own `verify` answers: a principal, or anything else to refuse. */
export type Verified = { name: string; claims?: object; scopes?: string[] } | false | null | undefined

/** A claim by name, or by path where it is nested. */
export type ClaimName = string | string[]

/** Where trust comes from: one unit, from one source. */
export interface Issuer {
  /** The exact `iss` of its tokens. */
  issuer?: string
  /** `tenant.auth0.com`: short for `issuer: 'https://tenant.auth0.com/'`. */
  domain?: string
  /** Any of them must be in the token's `aud`. */
  audience?: string | string[]
  jwksUri?: string
  jwks?: { keys: object[] }
  /** For HS256, HS384 and HS512 only, together with `algorithms`. At least as long as the hash: 32, 48 or 64 bytes. */
  secret?: string | Uint8Array
  /** JWS algorithms. Default: the asymmetric ones. */
  algorithms?: string[]
}

/** How an issuer is asked about tokens (RFC 7662). */
export interface IntrospectionOptions {
  /**
   * `opaque`: the tokens of the scheme are no JWTs, and the issuer alone knows what they are worth; a JWT is refused.
   * `jwt`: they are JWTs, which have to be good by themselves, and active as the issuer says. Default `opaque`.
   */
  mode?: 'opaque' | 'jwt'
  /** Where to ask: https, or http on this machine. Default: `introspection_endpoint` of the issuer's metadata. */
  endpoint?: string
  /** Who asks. */
  clientId: string
  clientSecret?: string
  /** In place of a secret: a private JWK (RSA, EC or Ed25519), whose public half the issuer knows. */
  privateKey?: object
  /** How the client says who it is. Default `basic` with a secret, `private_key_jwt` with a key. */
  clientAuthentication?: 'basic' | 'post' | 'private_key_jwt'
  /**
   * Seconds that an answer counts, and never longer than the token lives: a token that was revoked passes for as long.
   * 0 to 300, default 30; 0 asks for each request. "Not active" counts for five seconds at most.
   */
  cacheSeconds?: number
  /** Milliseconds for one question with all that belongs to it: 100 to 60,000. Default 2000. */
  timeoutMs?: number
  /** Questions at once: 1 to 1000, default 20. Five times as many wait for their turn; more are answered 503. */
  concurrency?: number
  /** `opaque`: false takes an answer that names no audience. One that names another is refused all the same. Default true. */
  requireAudience?: boolean
}

export interface TokenSchemeOptions extends Issuer, Hooks {
  /** Several, each with its own keys. */
  issuers?: Issuer[]
  /**
   * Names those of `issuers` whose tokens count for a request, as an application of several customers has them. It
   * should find the `hostname` in a list of its own. Anything but names, a throw, a rejection or the deadline: 503. A
   * handler takes the customer from `getAuth(req).claims.iss`, which is what was judged.
   */
  issuersFor?: ChooseIssuers
  /**
   * The claim that says whom a token is for, where its issuer writes no `aud`: `client_id` for the access tokens of Amazon
   * Cognito. It is compared as `aud` is, and a token that has an `aud` has to pass with that as well. Default `aud`.
   */
  audienceClaim?: ClaimName
  /** Seconds, default 5, at most 60. */
  clockTolerance?: number
  /** Seconds since `iat`. */
  maxTokenAge?: number
  /** `at+jwt` demands RFC 9068's form. Default `jwt`. */
  profile?: 'jwt' | 'at+jwt'
  /** Default ['scope', 'scp']: the union of those listed. permissions, roles or groups count when listed. */
  scopeClaims?: ClaimName[]
  /** Default `all`. */
  scopeMatch?: 'all' | 'any'
  /** Claims that must be there, with this value or one of these. */
  requiredClaims?: Record<string, unknown>
  /** Asks the issuer about each token. One unit with the issuer: both come from one source. */
  introspection?: IntrospectionOptions
  /**
   * Proofs of possession (RFC 9449). `allowed`: a token that is bound to a key comes under the word DPoP with a proof of
   * the key, others as Bearer. `required`: all come with a proof. `off`: none can, and a bound token is refused. Default
   * `off`.
   */
  dpop?: 'off' | 'allowed' | 'required'
  /** What proofs must be. Only beside `dpop`, and not in the document. */
  proofs?: ProofOptions
  /**
   * Tokens that are bound to the client's certificate (RFC 8705 §3). `allowed`: such a token comes with the certificate.
   * `required`: every token is one. Default `off`: a bound token is refused.
   */
  certificateBound?: 'off' | 'allowed' | 'required'
  /** Who passes certificates on, for `certificateBound`. */
  certificateProxy?: CertificateProxyOptions
  /**
   * Remembers that signatures were good, never that a token was let in: of 10,000 tokens by default, of the bytes of
   * all at most 10 MiB. false: of none.
   */
  cache?: { entries?: number } | false
  /** Says who a token is, in place of everything above: for opaque tokens, and those that are no JWTs. */
  verify?: (token: string, context: HookContext) => Verified | Promise<Verified>
}

export interface ProofOptions {
  /** JWS algorithms, asymmetric ones. Default: all that are verified here. */
  algorithms?: string[]
  /** Seconds since the proof's `iat`, from 1 to 300. Default 60. */
  maxAge?: number
  /** Seconds that a client's clock may be ahead, at most 60. Default: the scheme's `clockTolerance`. */
  clockTolerance?: number
  /**
   * Whether every proof needs a nonce of ours (RFC 9449 §8). `secret`, of at least 32 bytes, makes processes take each
   * other's; default: each process its own, made at random. `lifetime` is the seconds from 10 to 3600 that a nonce is
   * handed out for, and taken for as long again; default 300. Default false.
   */
  nonce?: boolean | { secret?: string | Uint8Array; lifetime?: number }
  /** How many live proofs of one key are remembered; with more its requests are answered 503. Default 10,000. */
  perKey?: number
}

export interface ApiKeyOptions extends Hooks {
  /** `key` in plain text, or `sha256:` and the digest in hexadecimal. `expires` is an ISO 8601 instant. */
  keys?: { name: string; key: string; scopes?: string[]; expires?: string }[]
  /** Says who a key is, in place of `keys`. Silence, a throw and a rejection answer 503; anything but a principal, 401. */
  verify?: (key: string, context: HookContext) => Verified | Promise<Verified>
  /**
   * Remembers for so many seconds (1 to 300) whom `verify` named, of at most so many keys (default 1,000). Only for a
   * `verify` that does not look at its context. Default: nothing is remembered. Refusals never are.
   */
  cache?: { seconds: number; entries?: number }
  /** Cookies alone: `allow` lets pages of other sites use the key in unsafe requests. Default `refuse`. */
  crossSite?: 'refuse' | 'allow'
}

/** For any other `http` scheme: `digest`, `negotiate`, one of your own. */
export interface OtherHttpOptions extends Hooks {
  /** Says whom a credential names: what stands behind the scheme's word in the Authorization header. */
  verify: (credential: string, context: HookContext) => Verified | Promise<Verified>
  /** For schemes whose credentials browsers send by themselves. Default `refuse`. */
  crossSite?: 'refuse' | 'allow'
}

/** A proxy that ends TLS and passes the caller's certificate on. It has to overwrite the header in every request. */
export interface CertificateProxyOptions {
  /** Addresses and ranges that the proxy connects from: `10.0.0.7`, `fd00::/64`. Compared with the socket's own. */
  addresses: string[]
  header: string
  /** `rfc9440`: `Client-Cert`. `nginx`: `$ssl_client_escaped_cert`. `envoy`: `x-forwarded-client-cert`. */
  format: 'rfc9440' | 'nginx' | 'envoy'
}

export interface MutualTlsOptions extends Hooks {
  /**
   * `thumbprint` is the SHA-256 of the DER in hexadecimal or base64url. `subject` is the distinguished name in the
   * certificate's order: `C=DE,O=Shop,CN=stock`. With both, both must fit; the first entry that fits counts.
   */
  trusted?: { subject?: string; thumbprint?: string; name: string; scopes?: string[] }[]
  proxy?: CertificateProxyOptions
  /** Whether unsafe requests that another site causes may use the certificate. Default `refuse`. */
  crossSite?: 'refuse' | 'allow'
}

export type SchemeOptions = TokenSchemeOptions | ApiKeyOptions | MutualTlsOptions | OtherHttpOptions

// ---- what every scheme of this room is -----------------------------------------------------------------------------

/** The parts of a request that a scheme may read. */
export interface CredentialRequest {
  readonly method: string
  /** One value: its text. Absent: undefined. `repeated` when the field stands more than once. */
  header(name: string): string | undefined | typeof repeated
  /** The path of the target as the client sent it, undecoded. */
  readonly path: string
  /** The query of the same, undecoded, without `?`. */
  readonly query: string
  /** Scheme and authority under which the client may have reached the API: `https://api.example`. None: nobody knows. */
  readonly origins: readonly string[]
  /** The socket's own address. */
  readonly remoteAddress: string | undefined
  /** DER, and whether TLS authorised it. */
  readonly peerCertificate: { readonly raw: Buffer; readonly authorized: boolean } | undefined
  /** The server's own message, where the request may be judged more than once: what was proven once is proven. */
  readonly message: object | undefined
}

/** A field that may stand once stood more than once. */
export const repeated: unique symbol = Symbol('repeated')

/**
 * The field of a request that a credential travels in, as a comparable text: `header:authorization`,
 * `header:x-api-key`, `cookie:session`, `query:key`, `certificate`. Schemes on one carrier share one credential.
 */
export type Carrier = string

/** What `read` finds. The credential itself never leaves the scheme but to `verify`. */
export type Credential =
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed'; readonly reason: MalformedReason; readonly word?: ProofWord }
  | { readonly kind: 'presented'; readonly value: string; readonly word?: ProofWord }

/** The word that a token came under where its scheme takes two: a refusal answers under the same. Without: `Bearer`. */
export type ProofWord = 'DPoP'

export type MalformedReason = 'credential.malformed' | 'credential.repeated' | 'credential.several'

export type { BindingReason, RefusedReason, UnknownReason } from './refused-reasons.ts'

/** What `verify` says of a presented credential. */
export type Verdict =
  | { readonly kind: 'principal'; readonly principal: Principal; readonly token: string | undefined }
  /** `nonce`: the one that a proof has to have (RFC 9449 §8). */
  | { readonly kind: 'refused'; readonly reason: RefusedReason; readonly nonce?: string }
  /** Not knowable now. `retryAfter` in seconds. */
  | { readonly kind: 'unknown'; readonly reason: UnknownReason; readonly retryAfter: number }

/** One security scheme of the document, configured: a credential becomes a principal. */
export interface Scheme {
  readonly name: string
  readonly carrier: Carrier
  /** Sent by a browser without being asked: cookie, Basic, client certificate. */
  readonly ambient: boolean
  /** `report: true`. */
  readonly report: boolean
  /** `any` when the scheme's options say so. */
  readonly scopeMatch: 'all' | 'any'
  readonly challenge: ChallengeForm
  /** Ambient schemes: whether unsafe requests of other sites may use the credential. Default `refuse`. */
  readonly crossSite?: 'refuse' | 'allow'
  read(request: CredentialRequest): Credential
  /** Never throws and never rejects. */
  verify(credential: string, context: VerifyContext): Verdict | Promise<Verdict>
}

/** What `verify` is told: a hook's context without the signal, which is made only where there is a hook. */
export interface VerifyContext extends Omit<HookContext, 'signal'> {
  readonly request: CredentialRequest
  /** The word that the credential came under, as `Credential` has it. */
  readonly word: ProofWord | undefined
  /** false in report mode: answer from what is there, and wait for nothing outside. */
  readonly mayWait: boolean
  readonly issuerRequest: Omit<IssuerRequest, 'signal'>
}

/** How the scheme asks for a credential in `WWW-Authenticate`. */
export type ChallengeForm =
  /** With `proofs` under the word `DPoP` as well (RFC 9449 §7.1), and where they are required only there. */
  | {
      readonly word: 'Bearer'
      readonly proofs?: { readonly algorithms: readonly string[]; readonly required: boolean }
    }
  /** No registered word exists for client certificates either, and a 401 needs one (RFC 9110 §15.5.2). */
  | { readonly word: 'Certificate' }
  /** RFC 7617. */
  | { readonly word: 'Basic' }
  /** An `http` scheme that only the application knows: its word alone. */
  | { readonly word: 'Other'; readonly scheme: string }
  /** No registered word exists for keys in a header (RFC 9110 §11 leaves room for one). */
  | { readonly word: 'ApiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly parameter: string }
