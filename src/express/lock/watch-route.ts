import { findRecord } from '../request-record.ts'
import type { Route } from '../routes/stack.ts'
import { guardHandlers } from './guard-handlers.ts'

/** Under this symbol a request keeps what Express wrote to `req.route`. */
export const current: unique symbol = Symbol('portcullis.route')

/**
 * Not configurable: middleware that redefined it would take the lock off. Not enumerable: a copy of a request's members
 * would have a plain one, which nobody watches.
 */
const watching: PropertyDescriptor & { readonly __proto__: null } = {
  __proto__: null,
  configurable: false,
  enumerable: false,
  get(this: { [current]?: unknown }): unknown {
    return this[current]
  },
  set(this: { [current]?: unknown }, route: unknown): void {
    this[current] = route
    const record = findRecord(this)
    if (record !== undefined) record.admittedTo = undefined
    if (isRoute(route)) guardHandlers(route)
  },
}

const taken =
  '`req.route` of this Express is defined already and cannot be watched. Is another copy of portcullis installed, or other middleware that redefines it?'

/** Sees each route that is written to an object or, of a prototype, to what inherits from it. */
export function watchRoute(target: object): void {
  const own = Object.getOwnPropertyDescriptor(target, 'route')
  if (own !== undefined && own.get === watching.get) return
  if (own?.configurable === false) throw new TypeError(taken)
  Object.defineProperty(target, 'route', watching)
  if (own !== undefined && 'value' in own) Object.assign(target, { route: own.value })
}

function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && 'stack' in value && Array.isArray(value.stack)
}
