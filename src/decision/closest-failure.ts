import { ask, askForEach } from './ask.ts'
import type { Exhibits, Fault } from './exhibits.ts'
import { isFault, isTaken } from './exhibits.ts'
import { refuseFaults } from './faults.ts'
import type { Refusal, Requirements } from './judgement.ts'
import type { Standing } from './standing.ts'

/** A request that is not let in: all that its refusal is worked out from. */
export interface Case {
  readonly rule: Requirements
  readonly exhibits: Exhibits
  /** One for each alternative of the rule. */
  readonly standings: readonly Standing[]
}

/**
 * A refusal could often be put in several ways. The first of these that applies is the answer.
 *
 * 1. A wrong credential that was presented on purpose: it is refused whatever the other credentials are.
 * 2. Scopes are missing. Every credential is good, so asking for one again would not help.
 * 3. A parameter is bound to a claim of somebody else. Whose the resource is, no login changes.
 * 4. The login behind a token is too weak or too old. An alternative that lacks only scopes needs no new login, so 2
 *    goes first.
 * 5. Another site caused the request, and its ambient credential counts as absent. One was sent, so "no credential"
 *    would be a riddle; but what was presented on purpose (1 to 4) says more about what the caller meant.
 * 6. A wrong ambient credential. Nothing else let the request in, so now it is what was wrong.
 * 7. A credential that is good for one scheme on its carrier and not for another that is needed, where no alternative
 *    merely waits for one more credential.
 * 8. A credential is missing: all that is left.
 */
const failures: readonly ((of: Case) => Refusal | undefined)[] = [
  wrongCredential,
  missingScopes,
  otherResource,
  weakLogin,
  otherSite,
  wrongAmbientCredential,
  wrongInPart,
]

/** The one answer to a request that is not let in. */
export function closestFailure(of: Case): Refusal {
  for (const failure of failures) {
    const refusal = failure(of)
    if (refusal !== undefined) return refusal
  }
  return missingCredential(of)
}

function wrongCredential(of: Case): Refusal | undefined {
  return refuseWhere(of, (fault) => !fault.traits.ambient && !isTaken(fault, of.exhibits))
}

function missingScopes({ standings, exhibits }: Case): Refusal | undefined {
  const closest = leastMissing(standings.filter((standing) => standing.kind === 'short'))
  if (closest === undefined) return undefined
  const error = 'insufficient_scope'
  const challenges = closest.lacking.map((demand) => ask(demand, closest.alternative, exhibits, { error }))
  return { allowed: false, error, reason: 'scope.missing', challenges }
}

/** Where the operation hides what there is, a resource of somebody else is none (design 2.9). */
function otherResource({ standings, rule }: Case): Refusal | undefined {
  if (!standings.some(({ kind }) => kind === 'unbound')) return undefined
  const error = rule.extension.bindFailure === 'hide' ? 'not_found' : 'forbidden'
  return { allowed: false, error, reason: 'binding.mismatch' }
}

function weakLogin({ standings, exhibits, rule }: Case): Refusal | undefined {
  const closest = leastMissing(standings.filter((standing) => standing.kind === 'weak'))
  if (closest === undefined) return undefined
  // A time that has not come is no login that was too long ago.
  const isFuture = closest.fault === 'authentication.future'
  const error = isFuture ? 'invalid_token' : 'insufficient_user_authentication'
  const challenge = ask(
    closest.lead,
    closest.alternative,
    exhibits,
    isFuture ? { error } : { error, stepUp: rule.extension },
  )
  return { allowed: false, error, reason: closest.fault, challenges: [challenge] }
}

function otherSite({ exhibits }: Case): Refusal | undefined {
  const withheld = [...exhibits.values()].some((exhibit) => exhibit.withheld)
  return withheld ? { allowed: false, error: 'cross_site', reason: 'request.cross_site' } : undefined
}

function wrongAmbientCredential(of: Case): Refusal | undefined {
  return refuseWhere(of, (fault) => !isTaken(fault, of.exhibits))
}

function wrongInPart(of: Case): Refusal | undefined {
  return of.standings.some(({ kind }) => kind === 'missing') ? undefined : refuseWhere(of, () => true)
}

/** Asks for all that could have helped; of an alternative that is there in part, for the rest (O-08). */
function missingCredential({ rule, exhibits }: Case): Refusal {
  const challenges = askForEach(rule.alternatives, exhibits, ({ shown }) =>
    shown.kind === 'absent' ? { error: undefined } : undefined,
  )
  return { allowed: false, error: 'missing_credentials', reason: 'credential.missing', challenges }
}

function refuseWhere({ rule, exhibits }: Case, counts: (fault: Fault) => boolean): Refusal | undefined {
  const faults = [...exhibits.values()].filter(isFault).filter(counts)
  return refuseFaults(faults, rule.alternatives, exhibits)
}

/** The one that lacks the fewest scopes; the first in document order where several do. */
function leastMissing<T extends { readonly count: number }>(standings: readonly T[]): T | undefined {
  const least = Math.min(...standings.map(({ count }) => count))
  return standings.find(({ count }) => count === least)
}
