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
  /**
   * Hands over the entries that were not read yet. Rejects when the store does not answer; what was handed over until
   * then need not be read again.
   */
  read(hear: (entry: RevocationEntry) => void): Promise<void>
}

/** A place in a list: the number of an entry. */
interface Position {
  readonly list: string
  readonly number: number
}

/** The part of a list that was read: from `low` to before `high`. `whole`: nothing is there before it. */
interface Span {
  readonly list: string
  low: number
  high: number
  whole: boolean
}

const prefix = 'portcullis:revocation:'
const endName = `${prefix}next`

/** Entries that are asked for at once. */
const chunk = 64

/** Entries that others may append while one is appended. A store that says more often that a name is taken is broken. */
const mostTaken = 10_000

export function createSharedLog(store: Store, keepSeconds: number): SharedLog {
  const ttlMs = keepSeconds * 1000
  // A little longer than the entries live: the end is never forgotten before what it is the end of.
  const endTtlMs = ttlMs + 1000
  let span: Span | undefined
  const findEnd = async (): Promise<Position | undefined> => parsePosition(await store.get(endName))
  const setEnd = (list: string, number: number): Promise<void> => store.set(endName, `${list}:${number}`, endTtlMs)
  const begin = async (): Promise<Position> => {
    const list = randomUUID()
    // Of two that begin at once one is the first, and the other goes on with its list.
    const first = await store.add(endName, `${list}:1`, endTtlMs)
    const found = first ? undefined : await findEnd()
    if (found !== undefined) return found
    if (!first) await setEnd(list, 1)
    return { list, number: 1 }
  }
  const textsAt = (list: string, numbers: readonly number[]): Promise<readonly (string | undefined)[]> =>
    Promise.all(numbers.map((number) => store.get(`${prefix}${list}:${number}`)))
  return {
    async append(entry) {
      const end = (await findEnd()) ?? (await begin())
      for (let number = end.number; number < end.number + mostTaken; number++) {
        if (await store.add(`${prefix}${end.list}:${number}`, writeEntry(entry), ttlMs)) {
          return setEnd(end.list, number + 1)
        }
      }
      throw new Error(`the store added nothing under ${mostTaken} names in a row`)
    },
    async read(hear) {
      const end = await findEnd()
      if (end === undefined) return
      if (span?.list !== end.list) span = { list: end.list, low: end.number, high: end.number, whole: false }
      while (await readOn(span, textsAt, hear));
      while (!span.whole) await readBack(span, textsAt, hear)
      // Whoever appended last may have died before it wrote the end.
      if (span.high > end.number) await setEnd(span.list, span.high)
    },
  }
}

type TextsAt = (list: string, numbers: readonly number[]) => Promise<readonly (string | undefined)[]>

/** Reads behind what was read; says whether there may be more. Mostly nothing is there, so one is asked for first. */
async function readOn(span: Span, textsAt: TextsAt, hear: (entry: RevocationEntry) => void): Promise<boolean> {
  const first = await textsAt(span.list, [span.high])
  if (first[0] === undefined) return false
  const texts = await textsAt(
    span.list,
    Array.from({ length: chunk }, (_, index) => span.high + index),
  )
  const found = upToGap(texts)
  hearAll(found, hear)
  span.high += found.length
  return true
}

/** Reads in front of what was read. */
async function readBack(span: Span, textsAt: TextsAt, hear: (entry: RevocationEntry) => void): Promise<void> {
  const length = Math.min(chunk, span.low - 1)
  const texts = await textsAt(
    span.list,
    Array.from({ length }, (_, index) => span.low - 1 - index),
  )
  const found = upToGap(texts)
  hearAll(found, hear)
  span.low -= found.length
  span.whole = found.length < chunk
}

function upToGap(texts: readonly (string | undefined)[]): readonly string[] {
  const gap = texts.indexOf(undefined)
  return texts.slice(0, gap === -1 ? texts.length : gap).filter((text) => text !== undefined)
}

/** What nobody of ours wrote is passed over. */
function hearAll(texts: readonly string[], hear: (entry: RevocationEntry) => void): void {
  for (const text of texts) {
    const entry = readEntry(text)
    if (entry !== undefined) hear(entry)
  }
}

/** undefined for what no process of ours wrote. */
function parsePosition(text: string | undefined): Position | undefined {
  const [, list, number] = /^([\w-]+):(\d{1,15})$/.exec(text ?? '') ?? []
  return list === undefined ? undefined : { list, number: Math.max(1, Number(number)) }
}
