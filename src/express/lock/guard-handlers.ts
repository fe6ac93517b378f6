import type { NextFunction, Request, Response } from 'express'
import { type Admission, recordOf } from '../request-record.ts'
import { keepOriginal, type Layer, type Route } from '../routes/stack.ts'
import { admitAt, type Lock, locksOf } from './lock.ts'

type Handler = (req: Request, res: Response, next: NextFunction) => unknown
type ErrorHandler = (error: unknown, req: Request, res: Response, next: NextFunction) => unknown

/**
 * What stands in layers and asks the lock, with the route that it asks for. Other tools may wrap it once more: then it is
 * what they made of it.
 */
const guarded = new WeakMap<object, Route>()

/**
 * Has each handler of a route ask the lock before it runs. The stack stays as it is: a request may be on its way through
 * it, and Express reads it before it writes `req.route` where a route is dispatched by hand.
 */
export function guardHandlers(route: Route): void {
  for (const layer of route.stack) {
    // Anything may be written to `req.route`.
    if (typeof layer?.handle === 'function' && guarded.get(layer.handle) !== route) guardLayer(layer, route)
  }
}

/** Express tells handlers by the number of their parameters, and runs none that has five. */
function guardLayer(layer: Layer, route: Route): void {
  const { handle } = layer
  if (handle.length > 4) return
  const guard = handle.length === 4 ? guardErrorHandler(handle as ErrorHandler) : guardHandler(handle as Handler, route)
  Object.defineProperty(guard, 'name', { value: handle.name, configurable: true })
  layer.handle = guard
  keepOriginal(layer.handle, handle)
  guarded.set(layer.handle, route)
}

function guardHandler(handle: Handler, route: Route): Handler {
  return (req, res, next) => {
    const locks = locksOf(req)
    if (locks.length === 0 || isAdmitted(locks, req, route)) return handle(req, res, next)
    const admitted = admitAt(route, req, res, locks)
    if (admitted instanceof Promise)
      return admitted.then((yes) => (yes ? runLate(handle, route, req, res, next) : undefined))
    if (!admitted) return undefined
    recordOf(req).admittedTo = admission(req, route)
    return handle(req, res, next)
  }
}

/** The first handler of a route asks, those behind it need not, unless one in front made another request of it. */
function isAdmitted(locks: readonly Lock[], req: Request, route: Route): boolean {
  const { admittedTo } = recordOf(req)
  const isSame = admittedTo?.route === route && admittedTo.method === req.method && admittedTo.url === req.url
  return isSame && !locks.some((lock) => lock.refused(req))
}

function admission(req: Request, route: Route): Admission {
  return { route, method: req.method, url: req.url }
}

/** Express 4 looks at what a handler throws, and not at what becomes of a promise. */
function runLate(handle: Handler, route: Route, req: Request, res: Response, next: NextFunction): unknown {
  try {
    recordOf(req).admittedTo = admission(req, route)
    return handle(req, res, next)
  } catch (error) {
    next(error)
    return undefined
  }
}

function guardErrorHandler(handle: ErrorHandler): ErrorHandler {
  // Four parameters: Express tells error handlers by their number.
  return (error, req, res, next) =>
    locksOf(req).some((lock) => lock.refused(req)) ? next(error) : handle(error, req, res, next)
}
