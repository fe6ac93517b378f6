import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express'
import type { Refusal } from '../decision/judgement.ts'
import type { Decision } from '../decision/types.ts'
import { broken } from '../enforcement/enforcement.ts'
import type { Judged } from '../enforcement/engine.ts'
import { decisionRequest } from './decision-request.ts'
import type { Deny } from './deny.ts'
import type { InForce } from './in-force.ts'
import { type Lock, lockApplication, lockRequest } from './lock/lock.ts'
import { unproven } from './outside/outside-guard.ts'
import { type Decisions, markRefused, publishDecision } from './request-state.ts'
import type { Sealer } from './seal/sealer.ts'

/** What the middleware is made of. */
export interface ProtectParts {
  readonly current: () => InForce
  readonly decisions: Decisions
  readonly lock: Lock
  readonly deny: Deny
  readonly sealer: Sealer
}

/** The refusal where strict mode has found what should not be so. The application has to be mended. */
const unsealed: Refusal = {
  allowed: false,
  error: 'temporarily_unavailable',
  reason: 'route.unsealed',
  retryAfter: 60,
}

/**
 * The middleware: match, verify, authorise. It never throws and never rejects, since Express 4 would end the process
 * (L-04), answers at most once, and calls `next` at most once and only with a request that was let in.
 */
export function createProtect(parts: ProtectParts): RequestHandler {
  return function portcullis(req, res, next) {
    const fail = (): void => {
      refuseForLife(parts, req)
      parts.deny(broken.decision, req, res, next)
    }
    try {
      lockApplication(req.app, parts.lock)
      lockRequest(req, parts.lock)
      const before = parts.decisions.get(req)
      // A second `protect()` on the way finds what was decided, and a refusal holds for life.
      if (before !== undefined) return before.decision.allowed ? next() : parts.deny(before.decision, req, res, next)
      const under = parts.current()
      const judged = judge(parts, under, req)
      if (judged instanceof Promise) judged.then((late) => proceed(parts, under, late, req, res, next)).catch(fail)
      else proceed(parts, under, judged, req, res, next)
    } catch {
      // Whatever was thrown may hold what a caller sent; the request is refused, and that is all it learns.
      fail()
    }
  }
}

/**
 * What fails in front of the gate goes around middleware, and an error handler that goes on would reach routes that were
 * not decided for. So the request is decided, for the lock, and the error goes its way.
 */
export function createErrorGuard(parts: ProtectParts): ErrorRequestHandler {
  return function portcullisOnError(error, req, _res, next) {
    if (parts.decisions.get(req) !== undefined) return next(error)
    const under = parts.current()
    const decide = (judged: Judged): void => {
      remember(parts, under, judged, req)
      next(error)
    }
    lockRequest(req, parts.lock)
    const judged = judge(parts, under, req)
    if (judged instanceof Promise) judged.then(decide).catch(next)
    else decide(judged)
  }
}

/** What was decided before something went wrong must not be found by the lock (N-01). */
function refuseForLife({ decisions, current }: ProtectParts, req: Request): void {
  const { method, originalUrl: target, app } = req
  decisions.set(req, { method, target, decision: broken.decision, rules: [], app, under: current() })
  markRefused(req, broken.decision)
}

function proceed(
  parts: ProtectParts,
  under: InForce,
  judged: Judged,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  const decision = remember(parts, under, judged, req)
  if (!decision.allowed) {
    parts.deny(decision, req, res, next)
    return
  }
  under.markPrivate(res, judged.rules)
  continueBody(req, res)
  next()
}

function remember({ decisions }: ProtectParts, under: InForce, judged: Judged, req: Request): Decision {
  const { decision, rules } = prove(under, judged, req)
  decisions.set(req, { method: req.method, target: req.originalUrl, decision, rules, app: req.app, under })
  publishDecision(req, decision)
  return decision
}

/** Decides, unless strict mode keeps the API closed. What is not the API's goes by even so. */
function judge({ sealer }: ProtectParts, { enforcement }: InForce, req: Request): Judged | Promise<Judged> {
  const request = decisionRequest(req)
  const isOpen = sealer.holds(req) || enforcement.report
  if (isOpen || enforcement.match(request.method, request.target).kind === 'outside') return enforcement.decide(request)
  return { decision: enforcement.refuse(unsealed, request), rules: [], reported: undefined }
}

/** Outside the base paths a request passes only where nothing there could be the API under another prefix (design 2.4). */
function prove({ enforcement, outside: guard }: InForce, judged: Judged, req: Request): Judged {
  if (enforcement.report) return judged
  const outside = judged.decision.allowed && judged.decision.because === 'outside'
  const { kind } = guard.proof(req.app, outside)
  if (kind === 'proven' || (kind === 'unserved' && !outside)) return judged
  return {
    decision: enforcement.refuse(unproven, decisionRequest(req)),
    rules: judged.rules,
    reported: undefined,
  }
}

/** A server that hands `checkContinue` to the application lets the gate decide before the body is asked for. */
function continueBody(req: Request, res: Response): void {
  const server: unknown = 'server' in req.socket ? req.socket.server : undefined
  if (req.headers.expect?.toLowerCase() !== '100-continue' || !isEmitter(server)) return
  if (server.listenerCount('checkContinue') > 0) res.writeContinue()
}

function isEmitter(value: unknown): value is { listenerCount(name: string): number } {
  return typeof value === 'object' && value !== null && 'listenerCount' in value
}
