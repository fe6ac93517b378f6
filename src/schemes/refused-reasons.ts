import type { ProofReason, UnknownProofReason } from '../jwt/dpop/types.ts'
import type { TokenReason, UnknownTokenReason } from '../jwt/types.ts'

/** Why a credential was refused: the closed list, described in docs/reasons.md. */
export type RefusedReason =
  | TokenReason
  | ProofReason
  | BindingReason
  | 'apikey.unknown'
  | 'apikey.expired'
  | 'password.wrong'
  | CertificateReason
  | 'verify.refused'
  | 'check.refused'
  | 'check.failed'
  | 'check.timeout'

/** Why a token was refused for the way in which it came. */
export type BindingReason =
  | 'dpop.off'
  | 'dpop.missing'
  | 'dpop.repeated'
  | 'dpop.unbound'
  | 'dpop.bearer'
  | 'dpop.beside_bearer'
  | 'dpop.required'

export type CertificateReason =
  | 'certificate.unknown'
  | 'certificate.expired'
  | 'certificate.binding'
  | 'certificate.unbound'

export type UnknownReason =
  | UnknownTokenReason
  | UnknownProofReason
  | 'password.busy'
  | 'verify.failed'
  | 'verify.timeout'
