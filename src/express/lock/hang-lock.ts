import { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import { nameRequest, recordOf } from '../request-record.ts'
import { addLock, type Lock } from './lock.ts'
import { watchRoute } from './watch-route.ts'

/**
 * Hangs a lock on an application, and so on what is mounted on it; a Router has no requests of its own. Express sets
 * `req.route` before it runs a route's handlers, in nested routers, sub-applications and routes added later as well: an
 * accessor sees each of them, and guards the route's handlers before they run. Routes of an application that it is mounted
 * on, now or later, may stand in front of it.
 */
export function lockApplication(app: unknown, lock: Lock): void {
  if (typeof app !== 'function' || !('request' in app)) return
  const { request } = app
  if (typeof request !== 'object' || request === null) return
  if ('parent' in app) lockApplication(app.parent, lock)
  if (!addLock(request, lock)) return
  watchRoute(rootOf(request))
  if ('on' in app && typeof app.on === 'function') app.on('mount', (parent: unknown) => lockApplication(parent, lock))
}

/**
 * Hangs a lock on one request, which keeps it in applications that are called by hand: they may be of another copy of
 * Express, whose requests nobody watches.
 * @throws {TypeError} where other middleware has made `req.route` its own.
 */
export function lockRequest(req: Request, lock: Lock): void {
  watchRoute(req)
  nameRequest(req)
  const record = recordOf(req)
  if (record.locks.includes(lock)) return
  record.locks = [...record.locks, lock]
  // A gate inside a route was not asked when the route was.
  record.admittedTo = undefined
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
