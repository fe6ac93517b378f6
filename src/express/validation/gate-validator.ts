import type { Request, RequestHandler, Response } from 'express'
import { currentTarget, decisionRequest } from '../decision-request.ts'
import { isDecided } from '../lock/judge-at-route.ts'
import type { Lock } from '../lock/lock.ts'
import { type LastResort, refuseForLife } from '../refuse-for-life.ts'
import { findRecord } from '../request-record.ts'
import type { Decided } from '../request-state.ts'
import type { Layer, Route } from '../routes/stack.ts'
import { respondUnavailable } from './answers.ts'
import { operationAt } from './operation-at.ts'
import { isUnread } from './request-body.ts'
import { coerceParameters } from './route-parameters.ts'
import { parsesLater, positionIn } from './route-position.ts'

/** Validation of one gate, in its two places. */
export interface GateValidator {
  /** At the lock, in front of each handler of a route. */
  readonly prepares: Lock['prepares']
  /** By hand: `gate.validator()`. */
  readonly handler: RequestHandler
}

/** @param arranged Whether the lock validates; it always gives routes what a validator before it made of parameters. */
export function createGateValidator(parts: LastResort, arranged: boolean): GateValidator {
  const { decisions } = parts
  return {
    prepares(req, res, route, layer) {
      const decided = decisions.get(req)
      if (decided === undefined || (!arranged && findRecord(req)?.validated === undefined)) return true
      const fail = (): false => {
        refuseForLife(parts, req, res, req.next ?? ignore)
        return false
      }
      try {
        const validated = validateAt(req, res, decided, { route, layer, arranged })
        return validated instanceof Promise ? validated.catch(fail) : validated
      } catch {
        return fail()
      }
    },
    handler: function portcullisValidator(req, res, next) {
      const fail = (): void => refuseForLife(parts, req, res, next)
      try {
        const decided = decisions.get(req)
        // Whom the gate has not let in is nobody to read a body of.
        if (decided?.decision.allowed === false) return parts.deny(decided.decision, req, res, next)
        if (decided === undefined || !isDecided(decided, decisionRequest(req, currentTarget(req)))) return fail()
        const validated = validateAt(req, res, decided, { route: req.route, layer: undefined, arranged: true })
        if (validated === true) return next()
        Promise.resolve(validated)
          .then((fits) => (fits ? next() : undefined))
          .catch(fail)
      } catch {
        fail()
      }
    },
  }
}

function ignore(): void {}

interface Where {
  readonly route: Route | undefined
  /** What would run next; undefined: the validator itself, which stands where it was put. */
  readonly layer: Layer | undefined
  readonly arranged: boolean
}

/** Whether what comes next may run. Once for each operation that a request reaches. */
function validateAt(
  req: Request,
  res: Response,
  decided: Decided,
  { route, layer, arranged }: Where,
): boolean | Promise<boolean> {
  const matched = operationAt(req, decided, route)
  if (matched === 'none' || (matched === 'lost' && !arranged)) return true
  if (matched === 'lost') {
    respondUnavailable(req, res)
    return false
  }
  const coerce = (): true => {
    const validated = findRecord(req)?.validated
    if (route !== undefined && validated !== undefined) coerceParameters(req, route, matched.rule, validated)
    return true
  }
  if (findRecord(req)?.validated?.operation === matched.rule.operation) return coerce()
  const position = route === undefined || layer === undefined ? -1 : positionIn(req, route, layer)
  if (!arranged || (route !== undefined && isUnread(req) && parsesLater(req, route, position))) return true
  return decided.under
    .validation()
    .validate(matched, req, res)
    .then((fits) => fits && coerce())
}
