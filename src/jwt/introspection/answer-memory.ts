import type { ActiveAnswer, InactiveAnswer } from './answer.ts'

/** Bytes of all answers together, as JSON; in memory they take about three times that. */
const mostBytes = 10 * 1024 * 1024

interface Held {
  readonly answer: ActiveAnswer | InactiveAnswer
  /** On the clock that nobody can set. */
  readonly untilMs: number
  readonly bytes: number
}

/** Answers of one kind, by the digest of the token, of a bounded number and size: those used least recently leave first. */
export class AnswerMemory {
  readonly #entries: number
  readonly #bytes: number
  readonly #held = new Map<string, Held>()
  #heldBytes = 0
  #latest = ''

  constructor(entries: number, bytes: number = mostBytes) {
    this.#entries = entries
    this.#bytes = bytes
  }

  get size(): number {
    return this.#held.size
  }

  get(digest: string): Held['answer'] | undefined {
    const found = this.#held.get(digest)
    if (found === undefined) return undefined
    if (performance.now() >= found.untilMs) {
      this.#drop(digest)
      return undefined
    }
    if (digest !== this.#latest) {
      this.#held.delete(digest)
      this.#held.set(digest, found)
      this.#latest = digest
    }
    return found.answer
  }

  add(digest: string, held: Held): void {
    this.#drop(digest)
    this.#held.set(digest, held)
    this.#heldBytes += held.bytes
    this.#latest = digest
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= this.#entries && this.#heldBytes <= this.#bytes) break
      this.#drop(oldest)
    }
  }

  #drop(digest: string): void {
    this.#heldBytes -= this.#held.get(digest)?.bytes ?? 0
    this.#held.delete(digest)
  }
}
