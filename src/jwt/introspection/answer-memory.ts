import { RecentlyUsed, type Sized } from '../../memory/recently-used.ts'
import type { ActiveAnswer, InactiveAnswer } from './answer.ts'

/** Bytes of all answers together, as JSON; in memory they take about three times that. */
const mostBytes = 10 * 1024 * 1024

interface Held extends Sized {
  readonly answer: ActiveAnswer | InactiveAnswer
  /** On the clock that nobody can set. */
  readonly untilMs: number
}

/** Answers of one kind, by the digest of the token, each for its time. */
export class AnswerMemory {
  readonly #held: RecentlyUsed<Held>

  constructor(entries: number, bytes: number = mostBytes) {
    this.#held = new RecentlyUsed(entries, bytes)
  }

  get size(): number {
    return this.#held.size
  }

  get(digest: string): Held['answer'] | undefined {
    const found = this.#held.get(digest)
    if (found === undefined || performance.now() < found.untilMs) return found?.answer
    this.#held.delete(digest)
    return undefined
  }

  add(digest: string, held: Held): void {
    this.#held.add(digest, held)
  }
}
