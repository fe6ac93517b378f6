import type { ErrorCode } from './judgement.ts'
import type { Refused } from './types.ts'

/** How one kind of refusal is answered: design 2.5, row by row. */
export interface Answer {
  readonly status: Refused['status']
  /** The problem's title and the challenge's `error_description`. Coarse on purpose: which check failed is T-03. */
  readonly title: string
}

/** A title holds only what RFC 6750 §3 lets stand in an `error_description`. */
export const answers: Readonly<Record<ErrorCode, Answer>> = {
  missing_credentials: { status: 401, title: 'The operation needs a credential' },
  invalid_request: { status: 400, title: 'The credential is malformed, or was sent more than once' },
  invalid_token: { status: 401, title: 'The credential is not valid' },
  invalid_dpop_proof: { status: 401, title: 'The DPoP proof is not valid for this request' },
  use_dpop_nonce: { status: 401, title: 'The DPoP proof needs the nonce of this answer' },
  insufficient_user_authentication: { status: 401, title: 'The operation needs a stronger or a more recent login' },
  insufficient_scope: { status: 403, title: 'The credential does not allow this operation' },
  forbidden: { status: 403, title: 'The credential does not allow this resource' },
  cross_site: { status: 403, title: 'The credential does not count in a request of another site' },
  temporarily_unavailable: { status: 503, title: 'The request cannot be decided now' },
  not_found: { status: 404, title: 'There is no such operation' },
  method_not_allowed: { status: 405, title: 'The path does not have this method' },
  invalid_target: { status: 400, title: 'The request target can be read in more than one way' },
}
