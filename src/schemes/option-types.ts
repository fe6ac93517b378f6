import type { PrivateKey } from '../issuer/client-credential.ts'
import type { ChooseIssuers } from '../jwt/types.ts'
import type { HookContext, Principal } from './types.ts'

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
  /**
   * In place of a secret: a private key (RSA, EC or Ed25519) whose public half the issuer knows, as a JWK, a PEM text or
   * a key of Node; or a function that gives one, asked for each request, so that keys can be changed while it runs.
   */
  privateKey?: PrivateKey | (() => PrivateKey | Promise<PrivateKey>)
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

/** For `http` `basic` (RFC 7617). */
export interface BasicOptions extends Hooks {
  /** `hash` is what `hashPassword` makes of the password. */
  users?: { name: string; hash: string; scopes?: string[] }[]
  /** Says who a name and a password are, in place of `users`. What it answers counts as for API keys. */
  verify?: (name: string, password: string, context: HookContext) => Verified | Promise<Verified>
  /** Remembers whom `verify` named, as for API keys. */
  cache?: { seconds: number; entries?: number }
  /** Whether unsafe requests that another site causes may use what a browser remembers. Default `refuse`. */
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

export type SchemeOptions = TokenSchemeOptions | ApiKeyOptions | BasicOptions | MutualTlsOptions | OtherHttpOptions
