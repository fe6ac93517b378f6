import { IncomingMessage } from 'node:http'
import type { NextFunction, Request, Response } from 'express'
import { type Arrival, locksOn } from '../request-record.ts'
import type { Layer, Route } from '../routes/stack.ts'

/** One gate's word at a route: whether its handlers may run. Where not, the lock has answered. Never throws or rejects. */
export interface Lock {
  admits(req: Request, res: Response, asked: Arrival): boolean | Promise<boolean>
  /** Whether the request was refused by the gate, which holds for life (N-01, N-03). */
  refused(req: Request): boolean
  /**
   * What has to be between a decision and a handler that a route is about to run: whether it may run now. Where not, it was
   * answered. Never throws or rejects.
   */
  prepares(req: Request, res: Response, route: Route, layer: Layer): boolean | Promise<boolean>
  /** Answers a request that was refused once more. */
  deny(req: Request, res: Response, next: NextFunction): void
}

/** The locks of an application, by its request prototype. */
const locks = new WeakMap<object, Lock[]>()

/** Gives an application a lock, by the prototype of its requests. false: it had it. */
export function addLock(prototype: object, lock: Lock): boolean {
  const installed = locks.get(prototype) ?? []
  if (installed.includes(lock)) return false
  locks.set(prototype, [...installed, lock])
  return true
}

/** What the locks are asked about where a request has come to a route. */
export function arrivalAt(route: Route, { method, baseUrl, url }: Request): Arrival {
  return { route, method, baseUrl, url }
}

/** What all locks say of a request at a route. Where one does not admit it, it has answered. */
export function admitAt(
  asked: Arrival,
  req: Request,
  res: Response,
  pending: readonly Lock[] = locksOf(req),
): boolean | Promise<boolean> {
  for (const [index, lock] of pending.entries()) {
    const admitted = lock.admits(req, res, asked)
    if (admitted === false) return false
    if (admitted !== true) return admitted.then((yes) => yes && admitAt(asked, req, res, pending.slice(index + 1)))
  }
  return true
}

/** Whether all locks let a handler run that was admitted. Where one does not, it has answered. */
export function prepareAt(
  route: Route,
  layer: Layer,
  req: Request,
  res: Response,
  pending: readonly Lock[],
): boolean | Promise<boolean> {
  for (const [index, lock] of pending.entries()) {
    const prepared = lock.prepares(req, res, route, layer)
    if (prepared === false) return false
    if (prepared !== true) {
      return prepared.then((yes) => yes && prepareAt(route, layer, req, res, pending.slice(index + 1)))
    }
  }
  return true
}

/** The locks that the request was given, those of the application that routes, and of those it is mounted on. */
export function locksOf(req: Request): readonly Lock[] {
  const found: Lock[] = []
  // Looked up each time: an application that is mounted later gets the locks of the one that it is mounted on.
  for (let at: object | null = req; at !== null && at !== IncomingMessage.prototype; at = Object.getPrototypeOf(at)) {
    addTo(found, locksOn(at))
    addTo(found, locks.get(at))
  }
  return found
}

function addTo(found: Lock[], more: readonly Lock[] | undefined): void {
  for (const lock of more ?? []) if (!found.includes(lock)) found.push(lock)
}
