import type { Request, Response } from 'express'
import type { AllowedRoutes } from '../../enforcement/allowed-routes.ts'
import type { Judged } from '../../enforcement/engine.ts'
import { originForm } from '../../http/origin-form.ts'
import { isPending } from '../../waiting/when-known.ts'
import type { Deny } from '../deny.ts'
import type { InForce } from '../in-force.ts'
import { refuseForLife } from '../refuse-for-life.ts'
import { type Decided, type Decisions, publishDecision, restoreDecision } from '../request-state.ts'
import { isForOptions, type Route } from '../routes/stack.ts'
import { type AtRoute, type Beyond, judgeBehind, judgeInFront, judgeRoute } from './judge-at-route.ts'
import type { Lock } from './lock.ts'

/** What a gate's lock is made of. */
export interface GateLockParts {
  readonly current: () => InForce
  readonly decisions: Decisions
  readonly deny: Deny
  /** Whether `allowRoutes` lets a request through that no operation answers. */
  readonly allows: AllowedRoutes
  readonly prepares: Lock['prepares']
  /** Told of each route that runs. */
  readonly sees: (app: object, route: object) => void
}

/**
 * The second lock: the operation that is enforced is the operation whose handler runs. It judges again at a route that
 * runs for another method or path than was decided, or that was made for another operation.
 */
export function createGateLock(parts: GateLockParts): Lock {
  const { current, decisions } = parts
  return {
    refused: (req) => decisions.get(req)?.decision.allowed === false,
    prepares: parts.prepares,
    deny(req, res, next) {
      const decision = decisions.get(req)?.decision
      if (decision?.allowed === false) parts.deny(decision, req, res, next)
    },
    admits(req, res, { route, method, baseUrl, url }) {
      const fail = (): false => {
        refuseForLife(parts, req, res, req.next ?? ignore)
        return false
      }
      try {
        const before = decisions.get(req)
        const under = before?.under ?? current()
        const app = before?.app ?? req.app
        parts.sees(app, route)
        if (under.enforcement.report) return true
        const reached = { route, baseUrl, method, target: baseUrl + originForm(url) }
        const judged = judge({ req, reached, app, under, allows: parts.allows }, before)
        return isPending(judged)
          ? judged.then((late) => conclude(parts, under, late, req, res, route)).catch(fail)
          : conclude(parts, under, judged, req, res, route)
      } catch {
        return fail()
      }
    },
  }
}

/** What holds at a route: the request as it is now is judged first, then what the route adds to that. */
function judge(at: AtRoute, before: Decided | undefined): Beyond {
  const anew = before === undefined ? judgeInFront(at) : judgeBehind(at, before)
  const proceed = (judged: Judged | undefined): Beyond => {
    const standing = judged ?? before
    return (standing && judgeRoute(at, standing)) ?? judged
  }
  return isPending(anew) ? anew.then((late) => proceed(late) ?? late) : proceed(anew)
}

/** Acts on what was judged at the route; undefined: what was decided before holds. */
function conclude(
  parts: GateLockParts,
  under: InForce,
  judged: Judged | undefined,
  req: Request,
  res: Response,
  route: Route,
): boolean {
  const before = parts.decisions.get(req)
  const decision = judged?.decision ?? before?.decision
  if (decision?.allowed === false) {
    const { method, originalUrl: target, app } = req
    parts.decisions.set(req, { method, target, decision, rules: judged?.rules ?? [], app, under })
    publishDecision(req, decision)
    parts.deny(decision, req, res, req.next ?? ignore)
    return false
  }
  if (judged !== undefined && before !== undefined && decision?.operation !== undefined) {
    // The handler belongs to another operation than was decided: what it is told of the caller does, too.
    publishDecision(req, decision)
    under.markPrivate(res, judged.rules)
  }
  // A route before this one may have been told of another operation, and have gone on.
  if (judged === undefined && before !== undefined) restoreDecision(req, before.decision)
  return decision?.because === 'preflight' ? admitPreflight(res, route) : true
}

/** A preflight is let in for no operation: only a route that is there for OPTIONS may answer it, else it is answered here. */
function admitPreflight(res: Response, route: Route): boolean {
  if (isForOptions(route)) return true
  if (!res.headersSent) res.status(204).end()
  return false
}

function ignore(): void {}
