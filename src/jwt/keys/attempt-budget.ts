/** Allows a number of attempts in any span of `windowMs` milliseconds. */
export interface AttemptBudget {
  /** Spends one, if there is one. */
  take(nowMs: number): boolean
  /** Notes an attempt that is made in any case. */
  spend(nowMs: number): void
}

export function createAttemptBudget(attempts: number, windowMs: number): AttemptBudget {
  let spent: readonly number[] = []
  function spend(nowMs: number): void {
    spent = [...spent.filter((at) => nowMs - at < windowMs), nowMs]
  }
  return {
    take(nowMs: number) {
      if (spent.filter((at) => nowMs - at < windowMs).length >= attempts) return false
      spend(nowMs)
      return true
    },
    spend,
  }
}
