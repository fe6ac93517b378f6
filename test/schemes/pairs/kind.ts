import type { SchemeOptions } from '../../../src/index.ts'

/** What a request can show for a scheme. `absent` is nothing at all; `poor` is good and lacks the scope. */
export const states = ['absent', 'good', 'poor', 'wrong', 'malformed', 'repeated', 'oversized', 'throwing'] as const

export type State = (typeof states)[number]

/**
 * What a scheme makes of it. `unknown`: a function of the application did not answer. `foreign`: it is wrong for this
 * scheme, and another on the field knows more of it.
 */
export type Seen = 'absent' | 'good' | 'poor' | 'wrong' | 'foreign' | 'malformed' | 'unknown'

/** A request in the making. */
export interface Outgoing {
  /** Where it goes, for what a credential says of its request. */
  readonly url: string
  /** Header lines, as name and value. A name may stand twice. */
  readonly headers: [name: string, value: string][]
  /** Parts of the query, encoded. */
  readonly query: string[]
  /** `name=value`, which become one header. */
  readonly cookies: string[]
}

export type Show = (request: Outgoing) => void

/** One kind of scheme in the table. A further kind is an entry in kinds.ts and nothing else. */
export interface PairKind {
  /** The scheme's name in the document. */
  readonly name: string
  /** As it stands under `securitySchemes`. */
  readonly declaration: object
  readonly options: SchemeOptions
  /** What a request can have one of. Two kinds on one field are never shown in one request. */
  readonly field: string
  /** Tells the credentials of two kinds on one field apart, where one that is for the other is not even looked at. */
  readonly marked?: string
  /**
   * What its good credentials are. Two kinds on one field with different ones can never be needed together. undefined:
   * only the application knows.
   */
  readonly accepts: string | undefined
  /** A browser sends the credential by itself. */
  readonly ambient: boolean
  /** The words of its challenges, in lower case; none where it has none. */
  readonly words: readonly string[]
  /** How to show it. What is left out cannot happen to this kind. */
  readonly show: Readonly<Partial<Record<Exclude<State, 'absent'>, Show>>> & {
    readonly good: Show
    readonly wrong: Show
  }
  /** A credential for which the application's own function never answers. */
  readonly slow?: Show
  /** What other kinds on the field make of its credential, where they do not look whose it is. */
  readonly elsewhere?: Seen
  /** What the kind makes of a state, where it is not what most make of it. */
  readonly sees?: Readonly<Partial<Record<State, Seen>>>
}

const usually: Readonly<Record<State, Seen>> = {
  absent: 'absent',
  good: 'good',
  poor: 'poor',
  wrong: 'wrong',
  malformed: 'malformed',
  repeated: 'malformed',
  oversized: 'wrong',
  throwing: 'unknown',
}

/** What a kind sees of its own credential. */
export function seenBy(kind: PairKind, state: State): Seen {
  return kind.sees?.[state] ?? usually[state]
}

/** What a kind sees of a credential that was shown for another kind. */
export function seenByOther(kind: PairKind, shownFor: PairKind, state: State): Seen {
  if (kind.field !== shownFor.field || state === 'absent') return 'absent'
  if (kind.accepts === shownFor.accepts) return seenBy(kind, state)
  // A field that stands twice is read by nobody, whatever is in it.
  if (state === 'repeated') return 'malformed'
  if (kind.marked !== shownFor.marked) return 'absent'
  if (seenBy(shownFor, state) === 'malformed') return 'malformed'
  // What is too long is not looked into, so that nobody can tell whose it is.
  return state === 'oversized' ? 'wrong' : (shownFor.elsewhere ?? 'foreign')
}

/** Every state that can happen to a kind. */
export function statesOf({ show }: PairKind): readonly State[] {
  return states.filter((state) => state === 'absent' || show[state] !== undefined)
}
