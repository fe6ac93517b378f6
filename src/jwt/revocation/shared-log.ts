import { randomUUID } from 'node:crypto'
import type { Store } from '../../store/types.ts'
import { type RevocationEntry, readEntry, writeEntry } from './revocation.ts'

/**
 * The revocations of all processes, as a list that only grows. An entry stands under the name of the list and its
 * number; `next` names the list and says where it ends, or a little before. Entries all live as long, so those that are
 * gone are the first ones; when all are gone, the next entry begins another list.
 */
export interface SharedLog {
  /** Rejects when the store does not take the entry. */
  append(entry: RevocationEntry): Promise<void>
  /** The entries that came since the last call; rejects when the store does not answer. */
  readNew(): Promise<readonly RevocationEntry[]>
}

/** A place in a list: the number of an entry. */
interface Position {
  readonly list: string
  readonly number: number
}

const prefix = 'portcullis:revocation:'
const endName = `${prefix}next`

export function createSharedLog(store: Store, keepSeconds: number): SharedLog {
  const ttlMs = keepSeconds * 1000
  // A little longer than the entries live: the end is never forgotten before what it is the end of.
  const endTtlMs = ttlMs + 1000
  /** The first entry that was not read yet; undefined: nothing was read. */
  let unread: Position | undefined
  const textAt = (list: string, number: number): Promise<string | undefined> => store.get(`${prefix}${list}:${number}`)
  const findEnd = async (): Promise<Position | undefined> => parsePosition(await store.get(endName))
  const setEnd = ({ list, number }: Position): Promise<void> => store.set(endName, `${list}:${number}`, endTtlMs)
  const begin = async (): Promise<Position> => {
    const list = randomUUID()
    // Of two that begin at once one is the first, and the other goes on with its list.
    if (await store.add(endName, `${list}:1`, endTtlMs)) return { list, number: 1 }
    const found = await findEnd()
    if (found !== undefined) return found
    await setEnd({ list, number: 1 })
    return { list, number: 1 }
  }
  return {
    async append(entry) {
      const end = (await findEnd()) ?? (await begin())
      let { number } = end
      while (!(await store.add(`${prefix}${end.list}:${number}`, writeEntry(entry), ttlMs))) number += 1
      await setEnd({ list: end.list, number: number + 1 })
    },
    async readNew() {
      const end = await findEnd()
      if (end === undefined) return []
      const { list } = end
      let number = unread?.list === list ? unread.number : await firstBefore(end, textAt)
      const found: RevocationEntry[] = []
      for (let text = await textAt(list, number); text !== undefined; text = await textAt(list, ++number)) {
        const entry = readEntry(text)
        if (entry !== undefined) found.push(entry)
      }
      unread = { list, number }
      // Whoever appended last may have died before it wrote the end.
      if (number > end.number) await setEnd(unread)
      return found
    },
  }
}

/** undefined for what no process of ours wrote. */
function parsePosition(text: string | undefined): Position | undefined {
  const [, list, number] = /^([\w-]+):(\d{1,15})$/.exec(text ?? '') ?? []
  return list === undefined ? undefined : { list, number: Number(number) }
}

/** The first entry that is still there, looked for backwards from the end. */
async function firstBefore(
  { list, number }: Position,
  textAt: (list: string, number: number) => Promise<string | undefined>,
): Promise<number> {
  let first = number
  while (first > 1 && (await textAt(list, first - 1)) !== undefined) first -= 1
  return first
}
