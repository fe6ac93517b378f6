import type { NextFunction, Request, Response } from 'express'
import { isPending } from '../../waiting/when-known.ts'
import { type Admission, recordOf } from '../request-record.ts'
import { keepOriginal, type Layer, type Route } from '../routes/stack.ts'
import { admitAt, type Lock, locksOf, prepareAt } from './lock.ts'

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
  const standing: Standing = { routes, layer, awaited: 'handleRequest' in layer }
  const guard =
    handle.length === 4 ? guardErrorHandler(handle as ErrorHandler) : guardHandler(handle as Handler, standing)
  Object.defineProperty(guard, 'name', { value: handle.name, configurable: true })
  const kept = Reflect.set(layer, 'handle', guard) ? layer : Object.create(layer, { handle: { value: guard } })
  // A frozen layer gives its place to one that is the same but for its handler.
  if (kept !== layer) route.stack[index] = kept
  standing.layer = kept
  keepOriginal(kept.handle, handle)
  guarded.set(kept.handle, routes)
}

/** Where a guard stands. */
interface Standing {
  readonly routes: ReadonlySet<Route>
  layer: Layer
  /** Express 5 looks at what a handler returns; Express 4 does not, so that a lazy query must not run. */
  readonly awaited: boolean
}

function guardHandler(handle: Handler, standing: Standing): Handler {
  const { routes, awaited } = standing
  const guard: Handler = (req, res, next) => {
    const locks = locksOf(req)
    if (locks.length === 0) return handle(req, res, next)
    const asked = admission(req, runningRoute(routes, req))
    const wasRefused = isRefused(locks, req)
    const proceed = (yes: boolean, go: () => unknown): unknown => {
      if (!yes) return undefined
      // What was made of the request while the lock waited is what nobody has asked for.
      return isSame(asked, admission(req, asked.route)) ? go() : guard(req, res, next)
    }
    const after = (answer: boolean | Promise<boolean>, go: () => unknown): unknown => {
      if (!isPending(answer)) return proceed(answer, go)
      return answer.then((yes) => {
        try {
          // A refusal holds for life (N-01), also one that was given meanwhile.
          const isNews = yes && !wasRefused && isRefused(locks, req)
          const returned = isNews ? guard(req, res, next) : proceed(yes, go)
          return awaited ? returned : undefined
        } catch (error) {
          // Express 4 looks at what a handler throws, and not at what becomes of a promise.
          next(error)
          return undefined
        }
      })
    }
    const prepare = (): unknown => {
      const prepared = prepareAt(asked.route, standing.layer, req, res, locks)
      // Nothing was waited for, so that nothing can have changed.
      return prepared === true ? handle(req, res, next) : after(prepared, () => handle(req, res, next))
    }
    if (isAdmitted(locks, req, asked)) return prepare()
    return after(admitAt(asked.route, req, res, locks), () => {
      recordOf(req).admittedTo = asked
      return prepare()
    })
  }
  return guard
}

function runningRoute(routes: ReadonlySet<Route>, { route }: Request): Route {
  const [first] = routes
  return routes.has(route) || first === undefined ? route : first
}

/** The first handler of a route asks, those behind it need not, unless one in front made another request of it. */
function isAdmitted(locks: readonly Lock[], req: Request, asked: Admission): boolean {
  const { admittedTo } = recordOf(req)
  return admittedTo !== undefined && isSame(admittedTo, asked) && !isRefused(locks, req)
}

function isRefused(locks: readonly Lock[], req: Request): boolean {
  return locks.some((lock) => lock.refused(req))
}

function admission({ method, baseUrl, url }: Request, route: Route): Admission {
  return { route, method, baseUrl, url }
}

function isSame(one: Admission, other: Admission): boolean {
  return (
    one.route === other.route && one.method === other.method && one.baseUrl === other.baseUrl && one.url === other.url
  )
}

function guardErrorHandler(handle: ErrorHandler): ErrorHandler {
  // Four parameters: Express tells error handlers by their number.
  return (error, req, res, next) =>
    locksOf(req).some((lock) => lock.refused(req)) ? next(error) : handle(error, req, res, next)
}
