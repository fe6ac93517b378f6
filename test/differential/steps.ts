import type { ErrorRequestHandler, Request, RequestHandler } from 'express'

/** What a handler saw when it ran. */
export interface Step {
  readonly name: string
  readonly method: string
  readonly url: string
  readonly baseUrl: string
  readonly originalUrl: string
  readonly params: object
  /** The path of `req.route`. */
  readonly route: string | undefined
  /** The error that an error handler got. */
  readonly error?: string
}

/** Where a request keeps its steps: on itself, so that what inherits from it has them as well. */
export const steps: unique symbol = Symbol('steps')

export function note(req: Request & { [steps]?: Step[] }, name: string, error?: unknown): void {
  const { method, url, baseUrl, originalUrl, params, route } = req
  const seen = { method, url, baseUrl, originalUrl, params: { ...params }, route: route && String(route.path) }
  req[steps]?.push({ name, ...seen, ...(error !== undefined && { error: String(error) }) })
}

/** A handler that goes on. */
export function pass(name: string): RequestHandler {
  return (req, _res, next) => {
    note(req, name)
    next()
  }
}

/** A handler that answers. */
export function send(name: string): RequestHandler {
  return (req, res) => {
    note(req, name)
    res.send(name)
  }
}

/** A handler that calls `next` with something: 'route', 'router' or an error. */
export function signal(name: string, what: unknown): RequestHandler {
  return (req, _res, next) => {
    note(req, name)
    next(what)
  }
}

/** A handler that throws. */
export function fail(name: string, error: unknown = fault(name)): RequestHandler {
  return (req) => {
    note(req, name)
    throw error
  }
}

/** An error handler that answers. */
export function caught(name: string): ErrorRequestHandler {
  return (error, req, res, _next) => {
    note(req, name, error)
    res.status(error?.status ?? 500).send(name)
  }
}

/** An error handler that hands on what it got, or `next` something else. */
export function handOn(name: string, what: 'the error' | 'nothing' | 'route' = 'the error'): ErrorRequestHandler {
  return (error, req, _res, next) => {
    note(req, name, error)
    if (what === 'nothing') next()
    else next(what === 'route' ? what : error)
  }
}

/** An error whose stack is its message: Express's own error page prints it, and the lock's frames are no difference. */
export function fault(message: string, extra: object = {}): Error {
  return Object.assign(new Error(message), { stack: message }, extra)
}
