import type { Alternative, Demand } from '../policy/types.ts'
import type { Carrier } from '../schemes/types.ts'
import type { Exhibit, Exhibits } from './exhibits.ts'
import { exhibitFor } from './exhibits.ts'
import type { Challenge, ChallengeError, StepUp } from './judgement.ts'

/** Why a credential is asked for. */
export interface Grounds {
  /** undefined: it is not there, which is no error (RFC 6750 §3.1). */
  readonly error: ChallengeError | undefined
  readonly stepUp?: StepUp
}

/** Asks for the credential of one demand, as the alternative that it stands in wants it. */
export function ask(demand: Demand, alternative: Alternative, exhibits: Exhibits, grounds: Grounds): Challenge {
  const { traits, shown } = exhibitFor(demand.scheme, exhibits)
  const { error, stepUp } = grounds
  // To a credential that is good for nothing it makes no difference which scopes are wanted.
  const wanted = error === undefined || error.startsWith('insufficient_')
  return {
    form: traits.challenge,
    under: shown.word,
    error,
    stepUp,
    scopes: !wanted ? [] : scopesOn(traits.carrier, alternative, exhibits),
  }
}

/** Asks for the credential of every demand that there are grounds for, in document order. */
export function askForEach(
  alternatives: readonly Alternative[],
  exhibits: Exhibits,
  groundsFor: (exhibit: Exhibit) => Grounds | undefined,
): readonly Challenge[] {
  return alternatives.flatMap((alternative) =>
    alternative.flatMap((demand) => {
      const grounds = groundsFor(exhibitFor(demand.scheme, exhibits))
      return grounds === undefined ? [] : [ask(demand, alternative, exhibits, grounds)]
    }),
  )
}

/** A token that several schemes of an alternative judge needs what all of them want. */
function scopesOn(carrier: Carrier, alternative: Alternative, exhibits: Exhibits): readonly string[] {
  const demands = alternative.filter(({ scheme }) => exhibitFor(scheme, exhibits).traits.carrier === carrier)
  return [...new Set(demands.flatMap(({ scopes }) => scopes))]
}
