import type { NextFunction, Request, Response } from 'express'
import type { Refused } from '../decision/types.ts'
import { callSafely } from '../enforcement/call-safely.ts'
import { type Denial, DeniedError } from './denied-error.ts'
import { guardFunctions } from './lock/guard-functions.ts'
import { respond } from './respond.ts'
import { endUnreadBody } from './unread-body.ts'

/** How long `onDenied` may take to begin an answer, in milliseconds. */
const ON_DENIED_MS = 5000

/**
 * Answers a refusal in the application's own way, or passes it on with `next(new DeniedError(denial))`. Anything else
 * gives the standard answer.
 */
export type OnDenied = (
  denial: Denial,
  req: Request,
  res: Response,
  next: (error: DeniedError) => void,
) => void | Promise<void>

/** Ends a refused request: with the user's answer, or with the standard one. Never throws, and answers once. */
export type Deny = (refused: Refused, req: Request, res: Response, next: NextFunction) => void

export function createDeny(onDenied: OnDenied | undefined): Deny {
  if (onDenied === undefined) return respond
  return (refused, req, res, next) => {
    // The answer that `onDenied` writes knows nothing of a body that nobody will read.
    endUnreadBody(req, res)
    const standard = once(() => respond(refused, req, res))
    const timer = setTimeout(() => answered(res) || standard(), ON_DENIED_MS).unref()
    res.once('close', () => clearTimeout(timer))
    const pass = once((error: unknown) => {
      clearTimeout(timer)
      // Only our own error may travel on: any other value would let Express go on to the handlers (N-01).
      if (!(error instanceof DeniedError)) return answered(res) || standard()
      if (answered(res)) return
      guardFunctions(req.app)
      next(error)
    })
    // After a throw nobody will end an answer that was begun: `respond` cuts it off.
    callSafely(() => onDenied(refused, req, res, pass), standard)
  }
}

function answered(res: Response): boolean {
  return res.headersSent || res.writableEnded
}

function once<Args extends unknown[]>(run: (...args: Args) => void): (...args: Args) => void {
  let done = false
  return (...args) => {
    if (done) return
    done = true
    run(...args)
  }
}
