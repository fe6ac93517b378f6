import type { Alternative, OperationExtension } from '../policy/types.ts'
import type { ChallengeForm, Credential, Principal, ProofWord, Scheme, Verdict } from '../schemes/types.ts'
import type { BoundParameter } from './binding.ts'
import type { Reason } from './types.ts'

/** What a request showed for one scheme of its operation: no credential, an unreadable one, or what verification said. */
export type Outcome = (Exclude<Credential, { readonly kind: 'presented' }> | Verdict) & { readonly word?: ProofWord }

/** What a decision has to know of a scheme. */
export type SchemeTraits = Pick<Scheme, 'carrier' | 'ambient' | 'scopeMatch' | 'challenge' | 'crossSite'>

/** What a decision has to know of a rule. */
export interface Requirements {
  /** Empty: public. */
  readonly alternatives: readonly Alternative[]
  readonly extension: Pick<OperationExtension, 'scopeMatch' | 'bindFailure'> & StepUp
}

/** RFC 9470: what the authentication behind a token has to be. */
export type StepUp = Pick<OperationExtension, 'acr' | 'maxAge'>

/** What a decision has to know of a request, beside its credentials. */
export interface Facts {
  /** Seconds since the epoch. */
  readonly now: number
  /** Another site caused the request, as `isCrossSite` says. */
  readonly crossSite: boolean
  /** The method is safe (RFC 9110 §9.2.1) and the request is no upgrade. */
  readonly safe: boolean
  /** The parameters that the rule binds to claims. */
  readonly bound: readonly BoundParameter[]
}

export type Judgement = Admission | Refusal

export type Admission =
  | { readonly allowed: true; readonly because: 'public' | 'anonymous' }
  | ({ readonly allowed: true; readonly because: 'operation'; readonly alternative: Alternative } & Caller)

/** Whom an alternative names. */
export interface Caller {
  /** One for each scheme of the alternative, in its order. */
  readonly principals: readonly Principal[]
  /** The one `Auth` speaks for: the first that came with a token, else the first. */
  readonly lead: Principal
  /** The lead's; '' where it has none. */
  readonly token: string
}

/** The `error` of an answer, design 2.5. */
export type ErrorCode =
  | 'missing_credentials'
  | 'invalid_request'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'insufficient_user_authentication'
  | 'insufficient_scope'
  | 'forbidden'
  | 'cross_site'
  | 'temporarily_unavailable'
  | 'not_found'
  | 'method_not_allowed'
  | 'invalid_target'

/** A refusal as data; `refuse` makes the answer of it. */
export type Refusal = {
  readonly allowed: false
  readonly reason: Reason
} & (
  | {
      readonly error: 'missing_credentials' | ChallengeError
      readonly challenges: readonly Challenge[]
      /** The one that the next proof has to have. */
      readonly nonce?: string
    }
  /** `retryAfter` in seconds. */
  | { readonly error: 'temporarily_unavailable'; readonly retryAfter: number }
  /** The methods that the path has. */
  | { readonly error: 'method_not_allowed'; readonly allow: readonly string[] }
  | { readonly error: 'forbidden' | 'cross_site' | 'not_found' | 'invalid_target' }
)

/** The errors that a challenge may name. */
export type ChallengeError = Extract<
  ErrorCode,
  | 'invalid_request'
  | 'invalid_token'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'insufficient_scope'
  | 'insufficient_user_authentication'
>

/** One way to ask for a credential. All of it comes from the document and from fixed tables. */
export interface Challenge {
  readonly form: ChallengeForm
  /** The scheme word that the credential came under, where the form has two. */
  readonly under: ProofWord | undefined
  /** undefined: bare, since no credential was there (RFC 6750 §3.1). */
  readonly error: ChallengeError | undefined
  /** What a credential on this carrier has to have for the alternative. Empty: nothing to name. */
  readonly scopes: readonly string[]
  /** What the token's authentication has to be; undefined where this is not what failed. */
  readonly stepUp: StepUp | undefined
}
