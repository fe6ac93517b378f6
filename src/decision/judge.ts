import { closestFailure } from './closest-failure.ts'
import type { Exhibit, Exhibits } from './exhibits.ts'
import { carrierShows, gatherExhibits } from './exhibits.ts'
import type { Admission, Facts, Judgement, Outcome, Requirements, SchemeTraits } from './judgement.ts'
import type { Standing } from './standing.ts'
import { standingOf } from './standing.ts'

/**
 * Decides one operation: its requirement list against what the request showed for each scheme in it (design 2.4).
 *
 * Two questions need a yes. Is each credential that was presented on purpose good for something here? And is some
 * alternative satisfied? Each alternative is judged alone, so that scopes of different credentials never unite.
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
  const standings = rule.alternatives.map((alternative) => standingOf(alternative, exhibits, rule, facts.now))
  const stopped = [...exhibits.values()].some((exhibit) => isStopped(exhibit, exhibits))
  const admission = stopped ? undefined : admissionOf(standings)
  return admission ?? closestFailure({ rule, exhibits, standings })
}

/**
 * A presented credential must be good for at least one scheme of the operation on its carrier, even where another
 * alternative would do; one that is not known to be good is not good. Ambient ones are left out, since a browser sends
 * them without being asked: a stale cookie must not lock anybody out (H-31).
 */
function isStopped(exhibit: Exhibit, exhibits: Exhibits): boolean {
  const { shown, traits } = exhibit
  if (traits.ambient || shown.kind === 'absent' || shown.kind === 'principal') return false
  return !carrierShows('principal', exhibit, exhibits)
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
