import type { Request } from 'express'
import { bodyParsers } from '../../body-parsers.ts'
import { handlerOf, type Layer, type Route } from '../../routes/stack.ts'

/**
 * Where a layer stands among those that its route runs for a request. `app.all` has a layer for each method, all with the
 * same handler, and a handler may stand in a route twice.
 * @returns -1 where nobody knows.
 */
export function positionIn(req: Request, route: Route, layer: Layer): number {
  const running = runningLayers(req, route)
  const at = running.indexOf(layer)
  // Another tool may have put a layer of its own there. The last that it can be is the one behind which least is expected.
  return at === -1 ? running.findLastIndex((one) => handlerOf(one) === handlerOf(layer)) : at
}

/** Whether a body parser stands at a position of a route or behind it. */
export function parsesLater(req: Request, route: Route, position: number): boolean {
  // A handler that is not found may stand behind all parsers.
  if (position === -1) return false
  return runningLayers(req, route)
    .slice(position)
    .some(({ handle }) => bodyParsers.has(handle.name))
}

/** A route answers HEAD with what it has for GET, unless it has something for HEAD. */
function runningLayers(req: Request, { stack, methods }: Route): readonly Layer[] {
  const method = req.method.toLowerCase()
  const wanted = method === 'head' && !methods.head ? 'get' : method
  return stack.filter((layer) => layer.method === undefined || layer.method === wanted)
}
