/** Decisions since the start, by what became of the request. */
export interface DecisionCounts {
  allowed: number
  refused: number
  /** Let in by a report mode that would have been refused. */
  reported: number
}

export function createDecisionCounts(): DecisionCounts {
  return { allowed: 0, refused: 0, reported: 0 }
}
