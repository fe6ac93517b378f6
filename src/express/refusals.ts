import type { Refusal } from '../decision/judgement.ts'
import type { Rule } from '../policy/types.ts'

/** The application has to be mended, which takes a while: seconds until a client should try again. */
const retryAfter = 60

/** What may be the API under another prefix. */
export const unproven: Refusal = {
  allowed: false,
  error: 'temporarily_unavailable',
  reason: 'route.unproven',
  retryAfter,
}

/** Strict mode has found what should not be so. */
export const unsealed: Refusal = {
  allowed: false,
  error: 'temporarily_unavailable',
  reason: 'route.unsealed',
  retryAfter,
}

/** What only a route that serves operations would answer, and that is none of them. */
export const unknown: Refusal = { allowed: false, error: 'not_found', reason: 'route.unknown' }

/** What a route reads of the request is not what its operation binds to a claim. */
export function unbound(rules: readonly Rule[]): Refusal {
  const hides = rules.some(({ extension }) => extension.bindFailure === 'hide')
  return { allowed: false, error: hides ? 'not_found' : 'forbidden', reason: 'binding.mismatch' }
}
