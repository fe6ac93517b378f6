/** What became of requests and answers since the start, where they did not fit. */
export interface ValidationCounts {
  /** Requests that do not fit. */
  requestsMisfit: number
  /** Requests that nobody could validate. */
  requestsUnvalidated: number
  /** Answers that do not fit, and were not sent. */
  answersMisfit: number
}

export function createValidationCounts(): ValidationCounts {
  return { requestsMisfit: 0, requestsUnvalidated: 0, answersMisfit: 0 }
}
