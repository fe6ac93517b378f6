import type { Store } from '../../store/types.ts'
import { type RevocationEntry, readEntry, writeEntry } from './revocation.ts'

/**
 * The revocations of all processes, as a list that only grows: entry `n` stands under a name with `n` in it, and `next`
 * says where the list ends, or a little before. Entries all live as long, so those that are gone are the first ones.
 */
export interface SharedLog {
  /** Rejects when the store does not take the entry. */
  append(entry: RevocationEntry): Promise<void>
  /** The entries that came since the last call; rejects when the store does not answer. */
  readNew(): Promise<readonly RevocationEntry[]>
}

const prefix = 'portcullis:revocation:'
const endName = `${prefix}next`

export function createSharedLog(store: Store, keepSeconds: number): SharedLog {
  const ttlMs = keepSeconds * 1000
  /** The number of the first entry that was not read yet; undefined: nothing was read. */
  let unread: number | undefined
  const at = async (number: number): Promise<string | undefined> => store.get(prefix + number)
  const end = async (): Promise<number> => parseNumber(await store.get(endName))
  return {
    async append(entry) {
      let number = Math.max(await end(), unread ?? 1)
      while (!(await store.add(prefix + number, writeEntry(entry), ttlMs))) number += 1
      // One more than the entry lives, so that the end is never forgotten before what it is the end of.
      await store.set(endName, String(number + 1), ttlMs + 1000)
    },
    async readNew() {
      const known = await end()
      // A list that is shorter than what was read has ended and begun anew.
      const first = unread === undefined || known < unread ? await firstBefore(known, at) : unread
      const found: RevocationEntry[] = []
      let number = first
      for (let text = await at(number); text !== undefined; text = await at(++number)) {
        const entry = readEntry(text)
        if (entry !== undefined) found.push(entry)
      }
      unread = number
      // Whoever appended last may have died before it wrote the end.
      if (number > known) await store.set(endName, String(number), ttlMs + 1000)
      return found
    },
  }
}

function parseNumber(text: string | undefined): number {
  const number = Number(text)
  return Number.isSafeInteger(number) && number > 0 ? number : 1
}

/** The first entry that is still there, looked for backwards from the end. */
async function firstBefore(end: number, at: (number: number) => Promise<string | undefined>): Promise<number> {
  let first = end
  while (first > 1 && (await at(first - 1)) !== undefined) first -= 1
  return first
}
