import { answers } from './answers.ts'
import { closestFailure } from './closest-failure.ts'
import type { Exhibit, Exhibits, Unknown } from './exhibits.ts'
import { gatherExhibits, isTaken } from './exhibits.ts'
import type { Admission, Facts, Judgement, Outcome, Refusal, Requirements, SchemeTraits } from './judgement.ts'
import type { Standing } from './standing.ts'
import { standingOf } from './standing.ts'
import { supposeGood, supposeWrong, unknownOf } from './suppose.ts'

/**
 * Decides one operation: its requirement list against what the request showed for each scheme in it (design 2.4).
 *
 * What is unknown, as an issuer is down, is judged both ways. A request that is let in even if all of it is wrong is
 * let in. One that is refused with the same status even if all of it is good is refused: telling its caller to come
 * back later would be wrong, and a wrong credential must not hide behind an outage. Else the answer cannot be known.
 *
 * `schemes` and `outcomes` hold every scheme that the rule names, else it throws. Nothing in a request makes it throw.
 */
export function judge(
  rule: Requirements,
  schemes: ReadonlyMap<string, SchemeTraits>,
  outcomes: ReadonlyMap<string, Outcome>,
  facts: Facts,
): Judgement {
  if (rule.alternatives.length === 0) return { allowed: true, because: 'public' }
  const exhibits = gatherExhibits(rule.alternatives, schemes, outcomes, facts)
  const unknown = unknownOf(exhibits)
  if (unknown.length === 0) return decide(rule, exhibits, facts)
  const worst = decide(rule, supposeWrong(exhibits), facts)
  if (worst.allowed) return worst
  const best = decide(rule, supposeGood(exhibits, rule, facts), facts)
  if (best.allowed || statusOf(best) !== statusOf(worst)) return notKnowable(unknown)
  // What nobody judged must not be called wrong; for the rest, nothing good is presumed of it.
  return worst.error === 'invalid_token' ? best : worst
}

/**
 * Two questions need a yes. Is each credential that was presented on purpose good for something here? And is some
 * alternative satisfied? Each alternative is judged alone, so that scopes of different credentials never unite.
 */
function decide(rule: Requirements, exhibits: Exhibits, facts: Facts): Judgement {
  const standings = rule.alternatives.map((alternative) => standingOf(alternative, exhibits, rule, facts))
  const admission = hasStopped(exhibits) ? undefined : admissionOf(standings)
  return admission ?? closestFailure({ rule, exhibits, standings })
}

/**
 * A presented credential must be good for at least one scheme of the operation on its carrier, even where another
 * alternative would do. Ambient ones are left out, since a browser sends them without being asked: a stale cookie must
 * not lock anybody out (H-31).
 */
function hasStopped(exhibits: Exhibits): boolean {
  for (const exhibit of exhibits.values()) if (isStopped(exhibit, exhibits)) return true
  return false
}

function isStopped(exhibit: Exhibit, exhibits: Exhibits): boolean {
  return !exhibit.traits.ambient && exhibit.shown.kind !== 'absent' && !isTaken(exhibit, exhibits)
}

/**
 * The caller is the first satisfied alternative in document order, and `{}` comes last wherever it stands: who brings
 * a good credential is not anonymous. A good credential that lacks what every alternative beside `{}` wants leaves its
 * bearer anonymous, and `auth` empty: nothing is wrong with it, and the request would be let in without it.
 */
function admissionOf(standings: readonly Standing[]): Admission | undefined {
  let anonymous: Admission | undefined
  for (const standing of standings) {
    if (standing.kind !== 'satisfied') continue
    const { alternative, caller } = standing
    if (caller !== undefined) return { allowed: true, because: 'operation', alternative, ...caller }
    anonymous = { allowed: true, because: 'anonymous' }
  }
  return anonymous
}

function statusOf(refusal: Refusal): number {
  return answers[refusal.error].status
}

/** Each of them has to be known before the answer is, so the longest wait counts. */
function notKnowable(unknown: readonly Unknown[]): Refusal {
  const retryAfter = Math.max(...unknown.map((one) => one.retryAfter))
  const reason = unknown[0]?.reason ?? 'gate.error'
  return { allowed: false, error: 'temporarily_unavailable', reason, retryAfter }
}
