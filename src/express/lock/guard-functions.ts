import type { NextFunction, Request, Response } from 'express'
import { mapOf } from '../routes/current-map.ts'
import { keepOriginal, type Layer } from '../routes/stack.ts'
import { locksOf } from './lock.ts'

type Handler = (req: Request, res: Response, next: NextFunction) => unknown

const guarded = new WeakSet<object>()

/**
 * Has functions that were mounted with `use` ask whether the request was refused: an error handler that goes on leads a
 * refused request to them (N-01). Needed only where an application passes refusals on as errors, so it is done with the
 * first that is.
 */
export function guardFunctions(app: object): void {
  for (const { layer, route } of mapOf(app).stations) if (route === undefined) guardFunction(layer)
  if ('parent' in app && typeof app.parent === 'function') guardFunctions(app.parent)
}

function guardFunction(layer: Layer): void {
  const { handle } = layer
  if (handle.length > 3 || guarded.has(handle)) return
  const run = handle as Handler
  const guard: Handler = (req, res, next) => {
    const refusing = locksOf(req).find((lock) => lock.refused(req))
    return refusing === undefined ? run(req, res, next) : refusing.deny(req, res, next)
  }
  Object.defineProperty(guard, 'name', { value: handle.name, configurable: true })
  layer.handle = guard
  keepOriginal(guard, handle)
  guarded.add(guard)
}
