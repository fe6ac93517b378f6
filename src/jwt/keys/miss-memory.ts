import { keepNewest } from '../../memory/keep-newest.ts'
import type { WantedKey } from '../types.ts'

/** When keys were asked for that are not there. */
export interface MissMemory {
  note(wanted: WantedKey, nowMs: number): void
  /** The time of the note; undefined where there is none. */
  notedAt(wanted: WantedKey): number | undefined
}

/**
 * A token of a key that was taken away is sent again and again, and need not cost a fetch each time. Whoever makes key
 * ids up can only push such notes out, the oldest first: what is forgotten is asked for once more, under the budget.
 */
export function createMissMemory(entries: number): MissMemory {
  const notes = new Map<string, number>()
  return {
    note(wanted, nowMs) {
      keepNewest(notes, nameOf(wanted), nowMs, entries)
    },
    notedAt: (wanted) => notes.get(nameOf(wanted)),
  }
}

/** An algorithm has no space in it. */
function nameOf({ alg, kid }: WantedKey): string {
  return kid === undefined ? alg : `${alg} ${kid}`
}
