import type { Problem, Refused } from '../decision/types.ts'

/** A refusal, as `onDenied` gets it. */
export interface Denial extends Refused {}

/**
 * A refusal as an error, for `onDenied` to pass on with `next(new DeniedError(denial))`: Express's own error handling
 * then answers with its status and headers. No route runs for the request, whatever an error handler does.
 */
export class DeniedError extends Error {
  override readonly name = 'DeniedError'
  readonly code = 'denied'
  readonly status: number
  /** Express's default error handler reads this name, too. */
  readonly statusCode: number
  readonly headers: Refused['headers']
  readonly problem: Problem

  constructor(denial: Denial) {
    super(denial.body.title)
    this.status = denial.status
    this.statusCode = denial.status
    this.headers = denial.headers
    this.problem = denial.body
    // Express's default error handler prints the stack outside production; where the gate stands is nobody's business.
    this.stack = `DeniedError: ${denial.body.title}`
  }
}
