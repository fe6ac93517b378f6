import type { Application, ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express'
import type { Decision, DecisionRequest } from '../decision/types.ts'
import type { Judged } from '../enforcement/engine.ts'
import { isPending } from '../waiting/when-known.ts'
import { currentTarget, decisionRequest } from './decision-request.ts'
import type { Deny } from './deny.ts'
import type { InForce } from './in-force.ts'
import { lockApplication, lockRequest } from './lock/hang-lock.ts'
import { isDecided } from './lock/judge-at-route.ts'
import type { Lock } from './lock/lock.ts'
import { prepareRequests } from './prepare-requests.ts'
import { unproven, unsealed } from './refusals.ts'
import { refuseForLife } from './refuse-for-life.ts'
import { type Decisions, publishDecision } from './request-state.ts'
import type { Sealer } from './seal/sealer.ts'
import { serverOf } from './seal/server-watch.ts'

/** What the middleware is made of. */
export interface ProtectParts {
  readonly current: () => InForce
  readonly decisions: Decisions
  readonly lock: Lock
  readonly deny: Deny
  readonly sealer: Sealer
}

/** A request that is judged, where it is, and what it is judged under. */
interface Asking {
  readonly req: Request
  readonly app: Application
  /** undefined: it came from no socket. */
  readonly server: object | undefined
  readonly request: DecisionRequest
  readonly under: InForce
}

/**
 * The middleware: match, verify, authorise. It never throws and never rejects, since Express 4 would end the process
 * (L-04), answers at most once, and calls `next` at most once and only with a request that was let in.
 */
export function createProtect(parts: ProtectParts): RequestHandler {
  return function portcullis(req, res, next) {
    const fail = (): void => refuseForLife(parts, req, res, next)
    try {
      const { app } = req
      const server = serverOf(req)
      lockApplication(app, parts.lock)
      lockRequest(req, parts.lock)
      prepareRequests(server, req)
      const before = parts.decisions.get(req)
      // A refusal holds for life.
      if (before?.decision.allowed === false) return parts.deny(before.decision, req, res, next)
      // A second `protect()` on the way finds what was decided, unless the request has become another one.
      const request = before === undefined ? decisionRequest(req) : decisionRequest(req, currentTarget(req))
      if (before !== undefined && isDecided(before, request)) return next()
      const asking: Asking = { req, app, server, request, under: before?.under ?? parts.current() }
      const judged = judge(parts, asking)
      if (isPending(judged)) judged.then((late) => proceed(parts, asking, late, res, next)).catch(fail)
      else proceed(parts, asking, judged, res, next)
    } catch {
      // Whatever was thrown may hold what a caller sent; the request is refused, and that is all it learns.
      fail()
    }
  }
}

/**
 * What fails in front of the gate goes around middleware, and an error handler that goes on would reach what was not
 * decided for. So the request is decided: who is refused gets the refusal, and else the error goes its way.
 */
export function createErrorGuard(parts: ProtectParts): ErrorRequestHandler {
  return function portcullisOnError(error, req, res, next) {
    const fail = (): void => refuseForLife(parts, req, res, next)
    try {
      if (parts.decisions.get(req) !== undefined) return next(error)
      lockRequest(req, parts.lock)
      const request = decisionRequest(req)
      const asking: Asking = { req, app: req.app, server: serverOf(req), request, under: parts.current() }
      const decide = (judged: Judged): void => {
        const decision = remember(parts, asking, judged)
        if (decision.allowed || isOwnError(req, decision)) next(error)
        else parts.deny(decision, req, res, next)
      }
      const judged = judge(parts, asking)
      if (isPending(judged)) judged.then(decide).catch(fail)
      else decide(judged)
    } catch {
      fail()
    }
  }
}

/** A route in front of the gate that no operation knows is the application's own, and so is what it fails with. */
function isOwnError(req: Request, { operation }: Decision): boolean {
  return operation === undefined && req.route !== undefined
}

function proceed(parts: ProtectParts, asking: Asking, judged: Judged, res: Response, next: NextFunction): void {
  const { req, request, under } = asking
  const decision = remember(parts, asking, judged)
  if (!decision.allowed) {
    parts.deny(decision, req, res, next)
    return
  }
  under.markPrivate(res, judged.rules)
  if (request.headers.expect !== undefined) continueBody(req, res)
  next()
}

function remember({ decisions }: ProtectParts, asking: Asking, judged: Judged): Decision {
  const { req, app, under, request } = asking
  const { decision, rules } = prove(asking, judged)
  decisions.set(req, { method: request.method, target: request.target, decision, rules, app, under })
  publishDecision(req, decision)
  return decision
}

/** Decides, unless strict mode keeps the API closed. What is not the API's goes by even so. */
function judge(
  { sealer }: ProtectParts,
  { app, server, request, under: { enforcement } }: Asking,
): Judged | Promise<Judged> {
  const isOpen = sealer.holds(app, server) || enforcement.report
  if (isOpen || enforcement.match(request.method, request.target).kind === 'outside') return enforcement.decide(request)
  return { decision: enforcement.refuse(unsealed, request), rules: [], reported: undefined }
}

/** Outside the base paths a request passes only where nothing there could be the API under another prefix (design 2.4). */
function prove({ app, request, under: { enforcement, outside: guard } }: Asking, judged: Judged): Judged {
  if (enforcement.report) return judged
  const outside = judged.decision.allowed && judged.decision.because === 'outside'
  const { kind } = guard.proof(app, outside)
  if (kind === 'proven' || (kind === 'unserved' && !outside)) return judged
  return { decision: enforcement.refuse(unproven, request), rules: judged.rules, reported: undefined }
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
