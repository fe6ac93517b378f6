import type { Request, Response } from 'express'
import type { Refusal } from '../../decision/judgement.ts'
import type { DecisionRequest } from '../../decision/types.ts'
import type { AllowedRoutes } from '../../enforcement/allowed-routes.ts'
import { broken } from '../../enforcement/enforcement.ts'
import type { Judged } from '../../enforcement/engine.ts'
import { whenAll } from '../../enforcement/when-all.ts'
import { currentTarget, decisionRequest, originForm } from '../decision-request.ts'
import type { Deny } from '../deny.ts'
import type { InForce } from '../in-force.ts'
import { unproven } from '../outside/outside-guard.ts'
import { type Decided, type Decisions, publishDecision } from '../request-state.ts'
import { isForOptions, type Route } from '../routes/stack.ts'
import type { Lock } from './lock.ts'

/** What a gate's lock is made of. */
export interface GateLockParts {
  readonly current: () => InForce
  readonly decisions: Decisions
  readonly deny: Deny
  /** Whether `allowRoutes` lets a request through that no operation answers. */
  readonly allows: AllowedRoutes
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
    admits(req, res, route) {
      const before = decisions.get(req)
      const under = before?.under ?? current()
      parts.sees(req.app, route)
      if (under.enforcement.report) return true
      const judged = before === undefined ? judgeInFront(under, req) : judgeAgain(before, req, route, parts.allows)
      return judged instanceof Promise
        ? judged.then((late) => conclude(parts, under, late, req, res, route))
        : conclude(parts, under, judged, req, res, route)
    },
  }
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
  return decision?.because === 'preflight' ? admitPreflight(res, route) : true
}

/** A preflight is let in for no operation: only a route that is there for OPTIONS may answer it, else it is answered here. */
function admitPreflight(res: Response, route: Route): boolean {
  if (isForOptions(route)) return true
  if (!res.headersSent) res.status(204).end()
  return false
}

/**
 * The route stands in front of the gate, which has decided nothing yet. What no operation serves is not its business;
 * where the target was rewritten, both are judged.
 */
function judgeInFront({ enforcement }: InForce, req: Request): Judged | Promise<Judged> | undefined {
  const asked = decisionRequest(req)
  const targets = [...new Set([asked.target, currentTarget(req)])]
  const requests = targets.map((target) => ({ ...asked, target }))
  const guarded = requests.filter(({ method, target }) => enforcement.match(method, target).kind === 'operation')
  if (guarded.length === 0) return undefined
  const all = guarded.map((request) => enforcement.decide(request))
  return whenAll(all, (judged) => judged.find(({ decision }) => !decision.allowed) ?? judged[0] ?? broken)
}

/** The refusal of what only a route that serves operations would answer. */
const unknown: Refusal = { allowed: false, error: 'not_found', reason: 'route.unknown' }

/** What has to be judged at this route beyond what was decided; undefined: nothing. */
function judgeAgain(
  before: Decided,
  req: Request,
  route: Route,
  allows: AllowedRoutes,
): Judged | Promise<Judged> | undefined {
  const { enforcement, outside, rulesOfRoute, mayServe } = before.under
  if (!before.decision.allowed) return { decision: before.decision, rules: before.rules, reported: undefined }
  const target = currentTarget(req)
  const request: DecisionRequest = { ...decisionRequest(req), target }
  if (!isDecided(before, request)) return enforcement.decide(request)
  const reached = { route, baseUrl: req.baseUrl }
  const { because } = before.decision
  if (because === 'outside' && outside.serves(req.app, reached, request.method, target)) {
    return { decision: enforcement.refuse(unproven, request), rules: [], reported: undefined }
  }
  if (because === 'undocumented' && mayServe(req.app, route) && !allows(request.method, target)) {
    return { decision: enforcement.refuse(unknown, request), rules: [], reported: undefined }
  }
  const matched = rulesOfRoute(reached, request, before)
  return matched.length === 0 ? undefined : enforcement.decideRules(matched, request)
}

/**
 * Whether what runs now is what was decided. Another target of the same rule is not: a `check` was told of its
 * parameters. A router at `/v1` sees the path `/v1` as `/v1/`, which is the same.
 */
function isDecided(before: Decided, { method, target }: DecisionRequest): boolean {
  if (method !== before.method) return false
  const decided = originForm(before.target)
  return target === decided || target === decided.replace(/\/?(?=\?|$)/, '/')
}

function ignore(): void {}
