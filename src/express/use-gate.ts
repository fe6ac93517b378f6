import type { Application, ErrorRequestHandler, RequestHandler, Router } from 'express'
import { routerOf } from './routes/stack.ts'

/** What Express asks of a layer when a request comes with an error: version 5, and 4. */
const errorMethods: readonly string[] = ['handleError', 'handle_error']

/**
 * Puts the middleware into an application, with what it does when a request comes with an error. Both stand in one layer: an
 * error handler in a layer of its own would be passed by each request that comes without one, and Express takes longer to
 * pass a layer than the gate to decide.
 */
export function useGate(app: Application | Router, protect: RequestHandler, errorGuard: ErrorRequestHandler): void {
  app.use(protect)
  const layer = routerOf(app)?.stack.at(-1)
  const method = errorMethods.find((name) => layer !== undefined && name in layer)
  // A tool may have put something else in its place.
  const isOurs = layer !== undefined && layer.handle === protect && method !== undefined
  if (!isOurs || !Reflect.defineProperty(layer, method, { value: errorGuard })) app.use(errorGuard)
}
