import { IncomingMessage } from 'node:http'
import type { NextFunction, Request, Response } from 'express'
import { findRecord, nameRequest, recordOf } from '../request-record.ts'
import type { Layer, Route } from '../routes/stack.ts'

/** One gate's word at a route: whether its handlers may run. Where not, the lock has answered. Never throws or rejects. */
export interface Lock {
  admits(req: Request, res: Response, route: Route): boolean | Promise<boolean>
  /** Whether the request was refused by the gate, which holds for life (N-01, N-03). */
  refused(req: Request): boolean
}

/** Under this symbol a request keeps what Express wrote to `req.route`. */
const current: unique symbol = Symbol('portcullis.route')

/** The locks of an application, by its request prototype. */
const locks = new WeakMap<object, Lock[]>()
const guards = new WeakMap<Route, Layer>()
const shielded = new WeakSet<object>()

/**
 * Hangs a lock on an application, and so on what is mounted on it; a Router has no requests of its own. Express sets
 * `req.route` before it runs a route's handlers, in nested routers, sub-applications and routes added later as well: an
 * accessor sees each of them, and puts a guard in front of the route's stack before the route is dispatched.
 */
export function lockApplication(app: unknown, lock: Lock): void {
  if (typeof app !== 'function' || !('request' in app)) return
  const { request } = app
  if (typeof request !== 'object' || request === null) return
  const installed = locks.get(request)
  if (installed?.includes(lock)) return
  locks.set(request, [...(installed ?? []), lock])
  watchRoute(rootOf(request))
}

/**
 * Hangs a lock on one request, which keeps it in applications that are called by hand: they may be of another copy of
 * Express, whose requests nobody watches.
 * @throws {TypeError} where other middleware has made `req.route` its own.
 */
export function lockRequest(req: Request, lock: Lock): void {
  watchRoute(req)
  nameRequest(req)
  const own = recordOf(req).locks
  if (!own.includes(lock)) own.push(lock)
}

/** The request prototype that all applications of one copy of Express share. */
function rootOf(requestPrototype: object): object {
  let root = requestPrototype
  for (let above = Object.getPrototypeOf(root); above !== null; above = Object.getPrototypeOf(above)) {
    if (above === IncomingMessage.prototype) break
    root = above
  }
  return root
}

/** Not configurable: middleware that redefined it would take the lock off. */
const watching: PropertyDescriptor = {
  configurable: false,
  enumerable: true,
  get(this: { [current]?: unknown }): unknown {
    return this[current]
  },
  set(this: { [current]?: unknown }, route: unknown): void {
    this[current] = route
    if (isRoute(route)) guardRoute(route)
  },
}

/** Sees each route that is written to an object or, of a prototype, to what inherits from it. */
function watchRoute(target: object): void {
  const own = Object.getOwnPropertyDescriptor(target, 'route')
  if (own !== undefined && own.get === watching.get) return
  Object.defineProperty(target, 'route', watching)
  if (own !== undefined && 'value' in own) Object.assign(target, { route: own.value })
}

function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && 'stack' in value && Array.isArray(value.stack)
}

function guardRoute(route: Route): void {
  if (route.stack.length === 0) return
  if (guards.get(route) !== route.stack[0]) prependGuard(route)
  for (const layer of route.stack) if (layer.handle.length > 3) shieldErrorHandler(layer)
}

/** `route.all` makes a layer of whichever Express the route belongs to; it must not make the route answer all methods. */
function prependGuard(route: Route): void {
  const answersAll = route.methods._all
  route.all(function portcullisLock(req: Request, res: Response, next: NextFunction): void {
    const admitted = admitAt(route, req, res)
    if (admitted === true) next()
    else if (admitted !== false) admitted.then((yes) => yes && next()).catch(next)
  })
  if (answersAll === undefined) delete route.methods._all
  const guard = route.stack.pop()
  if (guard === undefined) return
  // Another stack: a request that is on its way through the route keeps its place in the old one.
  route.stack = [guard, ...route.stack]
  guards.set(route, guard)
}

/** What all locks say of a request at a route. Where one does not admit it, it has answered. */
export function admitAt(route: Route, req: Request, res: Response): boolean | Promise<boolean> {
  return admit(locksOf(req), req, res, route)
}

/** The locks that the request was given, those of the application that routes, and of those it is mounted on. */
function locksOf(req: Request): readonly Lock[] {
  const found: Lock[] = []
  // Looked up each time: an application that is mounted later gets the locks of the one that it is mounted on.
  for (let at: object | null = req; at !== null && at !== IncomingMessage.prototype; at = Object.getPrototypeOf(at)) {
    addTo(found, findRecord(at)?.locks)
    addTo(found, locks.get(at))
  }
  return found
}

function addTo(found: Lock[], more: readonly Lock[] | undefined): void {
  for (const lock of more ?? []) if (!found.includes(lock)) found.push(lock)
}

function admit(pending: readonly Lock[], req: Request, res: Response, route: Route): boolean | Promise<boolean> {
  for (const [index, lock] of pending.entries()) {
    const admitted = lock.admits(req, res, route)
    if (admitted === false) return false
    if (admitted !== true) return admitted.then((yes) => yes && admit(pending.slice(index + 1), req, res, route))
  }
  return true
}

type ErrorHandler = (error: unknown, req: Request, res: Response, next: NextFunction) => unknown

function shieldErrorHandler(layer: Layer): void {
  if (shielded.has(layer.handle)) return
  const handle = layer.handle as ErrorHandler
  // Four parameters: Express tells error handlers by their number.
  const shield = (error: unknown, req: Request, res: Response, next: NextFunction): unknown =>
    locksOf(req).some((lock) => lock.refused(req)) ? next(error) : handle(error, req, res, next)
  layer.handle = shield
  shielded.add(shield)
}
