import type { Alternative } from '../policy/types.ts'
import { askForEach } from './ask.ts'
import type { Exhibits, Fault } from './exhibits.ts'
import type { Refusal } from './judgement.ts'
import { reasons } from './reasons.ts'

/**
 * What credentials that are not good are answered with: the first that applies. One that cannot be read comes before
 * one that proves nothing, since it has to be put right first. One that proves who calls, whom the application's own
 * check then refuses, comes last, as 403 comes after 401.
 */
const errors = [
  'invalid_request',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'invalid_token',
  'insufficient_scope',
] as const

/** A challenge with the error for each of these faults and, with 401, a bare one for what is not there. */
export function refuseFaults(
  faults: readonly Fault[],
  alternatives: readonly Alternative[],
  exhibits: Exhibits,
): Refusal | undefined {
  const telling = faults.filter((fault) => !isOutsider(fault, faults))
  for (const error of errors) {
    const told = telling.filter(({ shown }) => reasons[shown.reason].error === error)
    const [first] = told
    if (first === undefined) continue
    const challenges = askForEach(alternatives, exhibits, (exhibit) => {
      if (told.some((fault) => fault === exhibit)) return { error }
      return error === 'invalid_token' && exhibit.shown.kind === 'absent' ? { error: undefined } : undefined
    })
    return { allowed: false, error, reason: first.shown.reason, challenges, ...nonceOf(first) }
  }
  return undefined
}

function nonceOf({ shown }: Fault): { readonly nonce?: string } {
  return shown.kind === 'refused' && shown.nonce !== undefined ? { nonce: shown.nonce } : {}
}

/** Where several issuers share a header, one that does not know the token says less than the one that does. */
function isOutsider(fault: Fault, faults: readonly Fault[]): boolean {
  if (!isForeign(fault)) return false
  return faults.some((other) => other.traits.carrier === fault.traits.carrier && !isForeign(other))
}

function isForeign({ shown }: Fault): boolean {
  return shown.reason === 'token.issuer' || shown.reason === 'token.opaque' || shown.reason === 'token.not_opaque'
}
