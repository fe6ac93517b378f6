import type { Issued } from './read-answer.ts'
import { expiryOf } from './subject-token.ts'
import type { Exchange, ExchangeResult } from './types.ts'

/** A token that was exchanged, and how long it counts. Times are seconds since the epoch. */
export interface Exchanged {
  readonly result: ExchangeResult
  /** Until then it is given out where the server cannot be asked (F-36): both tokens are valid. */
  readonly goodUntil: number
}

/** Seconds before it ends in which a token is exchanged anew: it has to last for what it is wanted for. */
export const marginSeconds = 60

/** Seconds that a token counts whose end nobody says. */
const unsaidLifetime = 300

/** Until when it may be given out again: as long as both tokens live. undefined: not at all. */
export function rememberable({ result, lifetime }: Issued, exchange: Exchange, now: number): Exchanged | undefined {
  if (exchange.cacheKey === undefined) return undefined
  const ends = now + (lifetime ?? unsaidLifetime)
  const subjectEnds = expiryOf(exchange.subject) ?? now + unsaidLifetime
  const goodUntil = Math.min(ends, subjectEnds)
  return goodUntil - marginSeconds > now ? Object.freeze({ result, goodUntil }) : undefined
}
