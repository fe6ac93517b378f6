/** Allows a number of attempts in any span of `windowMs` milliseconds. */
export interface AttemptBudget {
  /** Spends one, if there is one. */
  take(nowMs: number): boolean
}

export function createAttemptBudget(attempts: number, windowMs: number): AttemptBudget {
  let spent: readonly number[] = []
  return {
    take(nowMs: number) {
      spent = spent.filter((at) => nowMs - at < windowMs)
      if (spent.length >= attempts) return false
      spent = [...spent, nowMs]
      return true
    },
  }
}
