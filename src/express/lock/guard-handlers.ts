import type { NextFunction, Request, Response } from 'express'
import { isPending } from '../../waiting/when-known.ts'
import { type Arrival, recordOf } from '../request-record.ts'
import { keepOriginal, type Layer, type Route } from '../routes/stack.ts'
import { admitAt, arrivalAt, type Lock, locksOf, prepareAt } from './lock.ts'

type Handler = (req: Request, res: Response, next: NextFunction) => unknown
type ErrorHandler = (error: unknown, req: Request, res: Response, next: NextFunction) => unknown

/**
 * What stands in layers and asks the lock, with the routes that it asks for: two may share a stack. Other tools may wrap it
 * once more: then it is what they made of it.
 */
const guarded = new WeakMap<object, Set<Route>>()

/**
 * Has each handler of a route ask the lock before it runs. The stack stays as it is: a request may be on its way through
 * it, and Express reads it before it writes `req.route` where a route is dispatched by hand.
 */
export function guardHandlers(route: Route): void {
  for (const [index, layer] of route.stack.entries()) {
    // Anything may be written to `req.route`.
    if (typeof layer?.handle !== 'function') continue
    const routes = guarded.get(layer.handle)
    if (routes === undefined) guardLayer(layer, index, route)
    else routes.add(route)
  }
}

/** Express tells handlers by the number of their parameters, and runs none that has five. */
function guardLayer(layer: Layer, index: number, route: Route): void {
  const { handle } = layer
  if (handle.length > 4) return
  const routes = new Set([route])
  const place: GuardPlace = { routes, layer, awaited: 'handleRequest' in layer }
  const guard = handle.length === 4 ? guardErrorHandler(handle as ErrorHandler) : guardHandler(handle as Handler, place)
  Object.defineProperty(guard, 'name', { value: handle.name, configurable: true })
  const kept = Reflect.set(layer, 'handle', guard) ? layer : Object.create(layer, { handle: { value: guard } })
  // A frozen layer gives its place to one that is the same but for its handler.
  if (kept !== layer) route.stack[index] = kept
  place.layer = kept
  keepOriginal(kept.handle, handle)
  guarded.set(kept.handle, routes)
}

/** Where a guard stands. */
interface GuardPlace {
  readonly routes: ReadonlySet<Route>
  layer: Layer
  /** Express 5 looks at what a handler returns; Express 4 does not, so that a lazy query must not run. */
  readonly awaited: boolean
}

function guardHandler(handle: Handler, place: GuardPlace): Handler {
  const guard: Handler = (req, res, next) => {
    const locks = locksOf(req)
    if (locks.length === 0) return handle(req, res, next)
    const passage: Passage = {
      req,
      res,
      next,
      locks,
      asked: arrivalAt(runningRoute(place.routes, req), req),
      again: guard,
    }
    if (isAdmitted(passage)) return prepare(handle, place, passage)
    const admitted = admitAt(passage.asked, req, res, locks)
    if (isPending(admitted)) return later(admitted, place, passage, () => enter(handle, place, passage))
    return admitted ? enter(handle, place, passage) : undefined
  }
  return guard
}

/** A request on its way to a handler. */
interface Passage {
  readonly req: Request
  readonly res: Response
  readonly next: NextFunction
  readonly locks: readonly Lock[]
  readonly asked: Arrival
  /** For a request that became another one on its way. */
  readonly again: Handler
}

function enter(handle: Handler, place: GuardPlace, passage: Passage): unknown {
  recordOf(passage.req).admittedTo = passage.asked
  return prepare(handle, place, passage)
}

function prepare(handle: Handler, place: GuardPlace, passage: Passage): unknown {
  const { req, res, next, locks, asked } = passage
  const prepared = prepareAt(asked.route, place.layer, req, res, locks)
  if (isPending(prepared)) return later(prepared, place, passage, () => handle(req, res, next))
  return prepared ? handle(req, res, next) : undefined
}

/** Goes on when the answer is there. What was made of the request meanwhile is what nobody has asked for. */
function later(
  answer: Promise<boolean>,
  { awaited }: GuardPlace,
  { req, res, next, locks, asked, again }: Passage,
  go: () => unknown,
): unknown {
  const wasRefused = isRefused(locks, req)
  const proceed = (yes: boolean): unknown => {
    // A refusal holds for life (N-01), also one that was given meanwhile.
    const isNews = yes && !wasRefused && isRefused(locks, req)
    if (isNews || (yes && !isSame(asked, req))) return again(req, res, next)
    return yes ? go() : undefined
  }
  return answer.then((yes) => {
    try {
      const returned = proceed(yes)
      return awaited ? returned : undefined
    } catch (error) {
      // Express 4 looks at what a handler throws, and not at what becomes of a promise.
      next(error)
      return undefined
    }
  })
}

function runningRoute(routes: ReadonlySet<Route>, { route }: Request): Route {
  const [first] = routes
  return routes.has(route) || first === undefined ? route : first
}

/** The first handler of a route asks, those behind it need not, unless one in front made another request of it. */
function isAdmitted({ req, locks, asked }: Passage): boolean {
  const { admittedTo } = recordOf(req)
  return (
    admittedTo !== undefined && admittedTo.route === asked.route && isSame(admittedTo, asked) && !isRefused(locks, req)
  )
}

function isRefused(locks: readonly Lock[], req: Request): boolean {
  return locks.some((lock) => lock.refused(req))
}

function isSame(one: Arrival, other: Pick<Arrival, 'method' | 'baseUrl' | 'url'>): boolean {
  return one.method === other.method && one.baseUrl === other.baseUrl && one.url === other.url
}

function guardErrorHandler(handle: ErrorHandler): ErrorHandler {
  // Four parameters: Express tells error handlers by their number.
  return (error, req, res, next) =>
    locksOf(req).some((lock) => lock.refused(req)) ? next(error) : handle(error, req, res, next)
}
