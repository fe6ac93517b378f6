import type { Refusal } from '../decision/judgement.ts'

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
