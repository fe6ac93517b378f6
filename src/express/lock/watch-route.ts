import { findRecord, recordOf } from '../request-record.ts'
import type { Route } from '../routes/stack.ts'
import { guardHandlers } from './guard-handlers.ts'

/** Not configurable: middleware that redefined it would take the lock off. */
const watching: PropertyDescriptor = {
  configurable: false,
  enumerable: true,
  get(this: object): unknown {
    return findRecord(this)?.route
  },
  set(this: object, route: unknown): void {
    const record = recordOf(this)
    record.route = route
    record.admittedTo = undefined
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
