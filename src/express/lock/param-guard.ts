import type { NextFunction, Request, Response } from 'express'
import { isPending } from '../../waiting/when-known.ts'
import type { ParamCallback, Route, RouterObject } from '../routes/stack.ts'
import { admitAt, arrivalAt } from './lock.ts'

const watched = new WeakSet<RouterObject>()
const wrapped = new WeakSet<ParamCallback>()

/**
 * Has the callbacks of `router.param` wait for the lock: Express runs them before it dispatches the route, so that they
 * would work for a caller who may not have it (P-36). Express reads `params` for each request, which is where those
 * that were added later are found. A router that a tool has wrapped does not let itself be watched: of that one, those
 * that are there now are guarded.
 */
export function guardParams(router: RouterObject): void {
  if (watched.has(router) || router.params === undefined) return
  let { params } = router
  wrapCallbacks(params)
  if (Object.getOwnPropertyDescriptor(router, 'params')?.configurable !== true) return
  watched.add(router)
  Object.defineProperty(router, 'params', {
    configurable: true,
    enumerable: true,
    get() {
      wrapCallbacks(params)
      return params
    },
    set(other: typeof params) {
      params = other
    },
  })
}

function wrapCallbacks(params: NonNullable<RouterObject['params']>): void {
  for (const callbacks of Object.values(params)) {
    for (const [index, callback] of callbacks.entries()) if (!wrapped.has(callback)) callbacks[index] = wrap(callback)
  }
}

type OnParam = (req: Request, res: Response, next: NextFunction, ...more: unknown[]) => unknown

function wrap(callback: ParamCallback): ParamCallback {
  const run = callback as OnParam
  const guard: OnParam = (req, res, next, ...more) => {
    const route: Route | undefined = req.route
    const [, name] = more
    // Without a route it is a router's own path that has the parameter: the gate has decided, and more is not known yet.
    const admitted = route === undefined || !mayHave(route, name) ? true : admitAt(arrivalAt(route, req), req, res)
    if (!isPending(admitted)) return admitted ? run(req, res, next, ...more) : undefined
    return admitted.then((yes) => (yes ? run(req, res, next, ...more) : undefined)).catch(next)
  }
  wrapped.add(guard)
  return guard
}

/** A route that went on is still on the request when the path of a router behind it is read. */
function mayHave({ path }: Route, name: unknown): boolean {
  const paths: readonly unknown[] = [path].flat(Number.POSITIVE_INFINITY)
  // A parameter of an expression or of a wildcard may have a number for a name, and one in quotes may hold escapes.
  return (
    typeof name !== 'string' || paths.some((one) => typeof one !== 'string' || /["\\]/.test(one) || one.includes(name))
  )
}
