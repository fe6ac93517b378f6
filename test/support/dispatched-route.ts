import type { IRoute, RequestHandler } from 'express'
import type { ExpressModule } from './guarded.ts'

/** A route of nobody's router. */
export interface DispatchedRoute extends IRoute {
  dispatch(...handled: Parameters<RequestHandler>): void
}

/** Express has these, and its types have not. */
export function createRoute(express: ExpressModule, path: string): DispatchedRoute {
  const Route: new (path: string) => DispatchedRoute = Reflect.get(express, 'Route')
  return new Route(path)
}
