import type { Alternative } from '../policy/types.ts'
import type { ProofWord } from '../schemes/types.ts'
import type { Facts, Outcome, SchemeTraits } from './judgement.ts'
import { reasons } from './reasons.ts'
import type { Reason } from './types.ts'

/** What the request shows for one scheme of the operation. */
export interface Exhibit {
  readonly traits: SchemeTraits
  readonly shown: Shown | Unknown
  /** An ambient credential that a request of another site may not use. It counts as absent. */
  readonly withheld: boolean
}

/** For each scheme that the operation names, in document order. */
export type Exhibits = ReadonlyMap<string, Exhibit>

export type Shown = Exclude<Outcome, { readonly kind: 'unknown' }>
export type Held = Extract<Outcome, { readonly kind: 'principal' }>

/** As the outcome of that name; a check of the application that broke down leaves its answer unknown, too. */
export interface Unknown {
  readonly kind: 'unknown'
  readonly reason: Reason
  /** Seconds. */
  readonly retryAfter: number
  readonly word?: ProofWord
}

/** A credential that was presented and is not good for the scheme. */
export interface Fault extends Exhibit {
  readonly shown: Extract<Outcome, { readonly kind: 'malformed' | 'refused' }>
}

/** Seconds to wait where nothing says when it may be better. Short, since nothing is known to be down. */
const unforeseenRetryAfter = 5

/** Throws where a scheme of the operation was not looked at: what nobody looked at must not pass for absent. */
export function gatherExhibits(
  alternatives: readonly Alternative[],
  schemes: ReadonlyMap<string, SchemeTraits>,
  outcomes: ReadonlyMap<string, Outcome>,
  facts: Facts,
): Exhibits {
  const exhibits = new Map<string, Exhibit>()
  for (const alternative of alternatives) {
    for (const { scheme } of alternative) {
      const traits = schemes.get(scheme)
      const outcome = outcomes.get(scheme)
      if (traits === undefined || outcome === undefined) throw new Error(`the scheme ${scheme} was not looked at`)
      exhibits.set(scheme, weigh(traits, outcome, facts))
    }
  }
  return exhibits
}

function weigh(traits: SchemeTraits, outcome: Outcome, facts: Facts): Exhibit {
  const foreign = traits.ambient && traits.crossSite !== 'allow' && !facts.safe && facts.crossSite
  if (foreign) return { traits, shown: { kind: 'absent' }, withheld: outcome.kind !== 'absent' }
  return { traits, shown: show(outcome), withheld: false }
}

/** A check that threw or ran out of time says nothing about the credential, and is not the caller's fault (F-39). */
function show(outcome: Outcome): Shown | Unknown {
  if (outcome.kind !== 'refused' || reasons[outcome.reason].error !== 'temporarily_unavailable') return outcome
  return { kind: 'unknown', reason: outcome.reason, retryAfter: unforeseenRetryAfter }
}

/** The exhibit for a scheme that the operation names. */
export function exhibitFor(scheme: string, exhibits: Exhibits): Exhibit {
  const exhibit = exhibits.get(scheme)
  if (exhibit === undefined) throw new Error(`the scheme ${scheme} is not one of the operation's`)
  return exhibit
}

export function isFault(exhibit: Exhibit): exhibit is Fault {
  return exhibit.shown.kind === 'malformed' || exhibit.shown.kind === 'refused'
}

/**
 * Whether some scheme of the operation takes the credential on the exhibit's carrier. A proof that was used before is good
 * for none, also where another scheme was not known to have seen it (RFC 9449 §11.1).
 */
export function isTaken({ traits }: Exhibit, exhibits: Exhibits): boolean {
  let taken = false
  for (const { traits: others, shown } of exhibits.values()) {
    if (others.carrier !== traits.carrier) continue
    if (shown.kind === 'refused' && shown.reason === 'dpop.replayed') return false
    taken ||= shown.kind === 'principal'
  }
  return taken
}
