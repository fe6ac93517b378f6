import { ask, askForEach } from './ask.ts'
import type { Exhibits, Fault } from './exhibits.ts'
import { carrierShows, isFault } from './exhibits.ts'
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
 * 1. A wrong credential that was presented on purpose. It is refused whatever the other credentials are, and whatever
 *    an issuer that is down would say of them: an outage never hides it.
 * 2. Not knowable, where a good word for an unknown credential would have let the request in. Where it would not, the
 *    refusal is certain, and telling the caller to come back later would be wrong.
 * 3. Scopes are missing. Every credential is good, so asking for one again would not help.
 * 4. The login behind a token is too weak or too old. An alternative that lacks only scopes needs no new login, so 3
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
  notKnowable,
  missingScopes,
  weakLogin,
  otherSite,
  wrongAmbientCredential,
  partlyWrongCredential,
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
  return refuseWhere(of, (fault) => !fault.traits.ambient && isWrong(fault, of.exhibits))
}

function notKnowable({ standings, exhibits }: Case): Refusal | undefined {
  // A satisfied alternative comes here only when a credential beside it is not known to be good.
  if (!standings.some(({ kind }) => kind === 'open' || kind === 'satisfied')) return undefined
  const unknown = [...exhibits.values()].map(({ shown }) => shown).filter((shown) => shown.kind === 'unknown')
  const [first] = unknown
  if (first === undefined) return undefined
  // Each of them has to be known before anything is let in, so the longest wait counts.
  const retryAfter = Math.max(...unknown.map((shown) => shown.retryAfter))
  return { allowed: false, error: 'temporarily_unavailable', reason: first.reason, retryAfter }
}

function missingScopes({ standings, exhibits }: Case): Refusal | undefined {
  const closest = leastMissing(standings.filter((standing) => standing.kind === 'short'))
  if (closest === undefined) return undefined
  const error = 'insufficient_scope'
  const challenges = closest.lacking.map((demand) => ask(demand, closest.alternative, exhibits, { error }))
  return { allowed: false, error, reason: 'scope.missing', challenges }
}

function weakLogin({ standings, exhibits, rule }: Case): Refusal | undefined {
  const closest = leastMissing(standings.filter((standing) => standing.kind === 'weak'))
  if (closest === undefined) return undefined
  const error = 'insufficient_user_authentication'
  const challenge = ask(closest.lead, closest.alternative, exhibits, { error, stepUp: rule.extension })
  return { allowed: false, error, reason: closest.fault, challenges: [challenge] }
}

function otherSite({ exhibits }: Case): Refusal | undefined {
  const withheld = [...exhibits.values()].some((exhibit) => exhibit.withheld)
  return withheld ? { allowed: false, error: 'cross_site', reason: 'request.cross_site' } : undefined
}

function wrongAmbientCredential(of: Case): Refusal | undefined {
  return refuseWhere(of, (fault) => isWrong(fault, of.exhibits))
}

function partlyWrongCredential(of: Case): Refusal | undefined {
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

/** No scheme of the operation takes what stands on its carrier, and none may yet. */
function isWrong(fault: Fault, exhibits: Exhibits): boolean {
  return !carrierShows('principal', fault, exhibits) && !carrierShows('unknown', fault, exhibits)
}

/** The one that lacks the fewest scopes; the first in document order where several do. */
function leastMissing<T extends { readonly count: number }>(standings: readonly T[]): T | undefined {
  const least = Math.min(...standings.map(({ count }) => count))
  return standings.find(({ count }) => count === least)
}
