import type { NextFunction, Request, Response } from 'express'
import type { Refused } from '../decision/types.ts'
import { type Denial, DeniedError } from './denied-error.ts'
import { respond } from './respond.ts'

/** How long `onDenied` may take to begin an answer, in milliseconds. */
const ON_DENIED_MS = 5000

/** The user's own answer to a refusal. Where it neither answers nor passes the error on, the standard answer goes out. */
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
    const standard = once(() => answered(res) || respond(refused, req, res))
    const timer = setTimeout(standard, ON_DENIED_MS).unref()
    res.once('close', () => clearTimeout(timer))
    let passed = false
    const pass = (error: unknown): void => {
      if (passed) return
      passed = true
      clearTimeout(timer)
      // Only our own error may travel on: any other value would let Express go on to the handlers (N-01).
      if (error instanceof DeniedError && !answered(res)) next(error)
      else standard()
    }
    callOnDenied(() => onDenied(refused, req, res, pass), standard)
  }
}

function callOnDenied(call: () => void | Promise<void>, standard: () => void): void {
  try {
    // `then` of a foreign promise may throw or never settle; `Promise.resolve` takes care of both.
    Promise.resolve(call()).catch(standard)
  } catch {
    // What the user's code threw is its own to log; the caller gets the standard answer.
    standard()
  }
}

function answered(res: Response): boolean {
  return res.headersSent || res.writableEnded
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    run()
  }
}
