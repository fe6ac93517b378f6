import type { Request } from 'express'
import { currentTarget } from '../../decision-request.ts'
import { findRecord, recordOf, type Validated } from '../../request-record.ts'
import type { Layer, Route } from '../../routes/stack.ts'
import { hasBody, isUnread } from './request-body.ts'
import { positionIn } from './route-position.ts'

/** Where a request is: in a route, in front of one of its layers, or where the validator was put by hand. */
export interface Place {
  readonly route: Route | undefined
  readonly layer: Layer | undefined
}

/** What a gate has validated last of a request. */
export function findValidated(req: Request, by: object): Validated | undefined {
  return findRecord(req)?.validated.find((one) => one.by === by)
}

/** Keeps what was validated, as it is now. */
export function keepValidated(
  req: Request,
  place: Place,
  found: Pick<Validated, 'by' | 'operation' | 'before' | 'after'>,
): Validated {
  const validated: Validated = {
    ...found,
    method: req.method,
    target: targetOf(req),
    body: req.body,
    isUnread: isUnread(req),
    route: place.route,
    position: positionAt(req, place),
  }
  const record = recordOf(req)
  record.validated = [...record.validated.filter(({ by }) => by !== found.by), validated]
  return validated
}

/** Whether a request is still the one that was validated, or what the application has made of it since. */
export function isValidated(validated: Validated, req: Request, place: Place): boolean {
  if (validated.method !== req.method || validated.target !== targetOf(req)) return false
  if (validated.isUnread && !isUnread(req)) return false
  return req.body === validated.body || (isOnItsWay(validated, req, place) && !isParsed(validated, req))
}

/**
 * Whether a route goes on that the request was validated for. The same route may run once more for another body: then it
 * begins at the handler that was validated for, or in front of it.
 */
function isOnItsWay({ route, position }: Validated, req: Request, place: Place): boolean {
  if (place.layer === undefined) return false
  return route === undefined || (route === place.route && positionAt(req, place) > position)
}

/** Whether a body was made data of only since: what was validated held none. */
function isParsed({ body }: Validated, req: Request): boolean {
  if (!hasBody(req)) return false
  if (typeof body !== 'object' || body === null) return body === undefined
  return ArrayBuffer.isView(body) || Object.keys(body).length === 0
}

function positionAt(req: Request, { route, layer }: Place): number {
  return route === undefined || layer === undefined ? -1 : positionIn(req, route, layer)
}

/** A router at `/v1` sees the path `/v1` as `/v1/`. */
function targetOf(req: Request): string {
  return currentTarget(req).replace(/\/?(?=\?|$)/, '')
}
