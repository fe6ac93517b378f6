import type { NextFunction, Request, Response } from 'express'
import { broken } from '../enforcement/enforcement.ts'
import type { Deny } from './deny.ts'
import type { InForce } from './in-force.ts'
import { type Decisions, markRefused } from './request-state.ts'

/** What it takes to refuse where something went wrong. */
export interface LastResort {
  readonly current: () => InForce
  readonly decisions: Decisions
  readonly deny: Deny
}

/**
 * Refuses a request where deciding or answering failed. Whatever was decided before must not be found by the lock (N-01).
 * Never throws: other middleware may have changed what a request and a response do.
 */
export function refuseForLife(
  { current, decisions, deny }: LastResort,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  try {
    const { method, originalUrl: target, app } = req
    decisions.set(req, { method, target, decision: broken.decision, rules: [], app, under: current() })
    markRefused(req, broken.decision)
    deny(broken.decision, req, res, next)
  } catch {
    req.socket.destroy()
  }
}
