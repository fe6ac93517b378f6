import type { Request, RequestHandler, Response } from 'express'
import { currentTarget, decisionRequest } from '../decision-request.ts'
import { isDecided } from '../lock/judge-at-route.ts'
import type { Lock } from '../lock/lock.ts'
import { type LastResort, refuseForLife } from '../refuse-for-life.ts'
import type { Validated } from '../request-record.ts'
import type { Decided } from '../request-state.ts'
import { operationAt } from './request/operation-at.ts'
import { isUnread } from './request/request-body.ts'
import { coerceParameters } from './request/route-parameters.ts'
import { parsesLater, positionIn } from './request/route-position.ts'
import { findValidated, isValidated, keepValidated, type Place } from './request/validated-request.ts'

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
      if (decided === undefined || (!arranged && findValidated(req, decisions) === undefined)) return true
      const fail = (): false => {
        refuseForLife(parts, req, res, req.next ?? ignore)
        return false
      }
      try {
        const validated = validateAt(req, res, decided, { by: decisions, route, layer, arranged })
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
        const place = { route: req.route, layer: undefined }
        const validated = validateAt(req, res, decided, { by: decisions, ...place, arranged: true })
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

interface Where extends Place {
  readonly by: object
  readonly arranged: boolean
}

/** Whether what comes next may run. Once for each operation that a request reaches, unless it became another one since. */
function validateAt(req: Request, res: Response, decided: Decided, where: Where): boolean | Promise<boolean> {
  const { by, route, arranged } = where
  const matched = operationAt(req, decided, route)
  if (matched === undefined) return true
  if ('lost' in matched) {
    if (arranged) decided.under.validation().lose(matched.lost, req, res)
    return !arranged
  }
  const { operation } = matched.rule
  const coerce = (validated: Validated): true => {
    if (route !== undefined) coerceParameters(req, route, matched.rule, validated)
    return true
  }
  const known = findValidated(req, by)
  const isKnown = known?.operation === operation
  if (isKnown && isValidated(known, req, where)) return coerce(known)
  if ((!arranged && !isKnown) || isParsedLater(req, where)) return true
  return decided.under
    .validation()
    .validate(matched, req, res)
    .then((found) => found !== undefined && coerce(keepValidated(req, where, { by, operation, ...found })))
}

/** Whether a body parser of the route is still to come. */
function isParsedLater(req: Request, { route, layer }: Place): boolean {
  if (route === undefined || layer === undefined || !isUnread(req)) return false
  return parsesLater(req, route, positionIn(req, route, layer))
}
