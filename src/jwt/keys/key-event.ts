import type { KeyFault } from '../../issuer/key-fault.ts'
import type { IssuerHealth } from '../types.ts'

/** Something that happened to the keys of one issuer. Holds no secret, and no text from outside. Frozen. */
export interface KeyEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly issuer: string
  readonly kind: KeyEventKind
  /** The issuer's state behind it. */
  readonly state: IssuerHealth['state']
  /** Keys that tokens can be verified with. */
  readonly keys: number
  /** Published keys that cannot be used: of another purpose or algorithm, weak, or broken. */
  readonly unusable: number
  /** Since the keys were fetched. */
  readonly ageSeconds?: number
  /** `rotated`: keys that came, and that went. */
  readonly added?: number
  readonly removed?: number
  /** `failed` and `stale`: the class of the fault, and how many attempts have failed in a row. */
  readonly error?: KeyFault
  readonly failures?: number
  readonly nextTrySeconds?: number
  /** `clock-step`: how far the wall clock moved, back when negative. */
  readonly stepSeconds?: number
}

export type KeyEventKind =
  /** The first keys are there. */
  | 'loaded'
  /** They were fetched again, and are the same. */
  | 'refreshed'
  /** They were fetched again, and some came or went. */
  | 'rotated'
  /** The key set has another address than before. */
  | 'moved'
  /** A fetch brought nothing that can be used. */
  | 'failed'
  /** The same while the keys that are held are no longer fresh. They go on serving. */
  | 'stale'
  /** Unknown key ids have spent the fetches that they may cause. */
  | 'budget-spent'
  /** The wall clock was set. Ages are not counted on it; the times of tokens are. */
  | 'clock-step'

/** Takes the events of a source. Never throws. */
export type ObserveKeys = (event: KeyEvent) => void
