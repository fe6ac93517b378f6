/** What a scheme demands of every DPoP proof (RFC 9449). Frozen. */
export interface ProofSettings {
  /** Asymmetric ones only (RFC 9449 §11.6). */
  readonly algorithms: readonly string[]
  /** Seconds since `iat`. */
  readonly maxAge: number
  /** Seconds that the clock of a client may be ahead. */
  readonly clockTolerance: number
  /** Live proofs of one key that are remembered. */
  readonly proofsPerKey: number
  readonly nonce: NonceSettings
}

export interface NonceSettings {
  /** Every proof needs one. */
  readonly required: boolean
  /** undefined: of this process alone. */
  readonly secret: Uint8Array | undefined
  /** Seconds that one is handed out for; it is taken for as long again. */
  readonly lifetime: number
}

/** A request, as far as a proof is about it. */
export interface ProvenRequest {
  readonly method: string
  /** As the client sent it, undecoded. */
  readonly path: string
  /** Under which the client may have reached the API; any of them will do. */
  readonly origins: readonly string[]
  /** The same object for the same request, however often it is judged. */
  readonly identity: object
}

/** A token that is good, and the proof that came with it. */
export interface Possession {
  readonly proof: string
  readonly token: string
  /** `cnf.jkt` of the token (RFC 9449 §6.1). */
  readonly thumbprint: string
  readonly request: ProvenRequest
}

/** Why a proof was refused. Each is described in docs/reasons.md. */
export type ProofReason =
  | 'dpop.malformed'
  | 'dpop.oversized'
  | 'dpop.claims'
  | 'dpop.type'
  | 'dpop.critical'
  | 'dpop.algorithm'
  | 'dpop.key'
  | 'dpop.private_key'
  | 'dpop.signature'
  | 'dpop.method'
  | 'dpop.uri'
  | 'dpop.origin'
  | 'dpop.nonce'
  | 'dpop.restarted'
  | 'dpop.too_old'
  | 'dpop.issued_in_future'
  | 'dpop.token'
  | 'dpop.binding'
  | 'dpop.replayed'

export type ProofVerdict =
  | { readonly kind: 'proven' }
  /** `nonce`: the one that the next proof has to have. */
  | { readonly kind: 'refused'; readonly reason: ProofReason; readonly nonce?: string }
  /** Not knowable now. `retryAfter` in seconds. */
  | { readonly kind: 'unknown'; readonly reason: UnknownProofReason; readonly retryAfter: number }

export type UnknownProofReason = 'store.unavailable' | 'dpop.crowded'
