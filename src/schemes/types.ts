import type { Identity, IssuerRequest, JwtClaims } from '../jwt/types.ts'
import type { Operation } from '../policy/types.ts'
import type { Later } from '../waiting/when-known.ts'
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
  /**
   * Judges a token that no request brings now, as it is now, and says whose it is; what a request adds (a proof, a
   * certificate, `check`) was judged with it. undefined: this package cannot say by itself. Never rejects.
   */
  readonly identify?: (token: string) => Later<Identity>
}

/** What `verify` is told: a hook's context without the signal, which is made only where there is a hook. */
export interface VerifyContext extends Omit<HookContext, 'signal'> {
  readonly request: CredentialRequest
  /** The word that the credential came under, as `Credential` has it. */
  readonly word: ProofWord | undefined
  /** false in report mode: answer from what is there, and wait for nothing outside. */
  readonly mayWait: boolean
  readonly issuerRequest: Omit<IssuerRequest, 'signal'>
  /** For the owner: the caller learns no more than that it is not known who it is. */
  hookFailed(failure: HookFailure): void
}

/** A function of the application threw or rejected. */
export interface HookFailure {
  /** The scheme's name in the document. */
  readonly scheme: string
  readonly hook: 'verify' | 'check'
  readonly thrown: unknown
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
