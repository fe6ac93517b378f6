import { ConfigurationError } from '../../diagnostics/configuration-error.ts'
import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import type { MountCode } from '../codes.ts'
import { mapOf } from '../routes/current-map.ts'
import { bindRoutes } from './bindings.ts'
import { findOpenDoors, type OpenDoor } from './find-open-doors.ts'
import type { Subject } from './subject.ts'
import { waysOf } from './ways.ts'

/**
 * Looks, method by method, for routes in front of the gate that would answer an operation that is not public (L-12).
 * While the gate stands nowhere in the application, every route is one of them.
 * @throws {ConfigurationError} that names each of them.
 */
export function assertNoOpenDoor(app: object, subject: Subject): void {
  const routes = mapOf(app)
  const doors = findOpenDoors(bindRoutes(routes, subject, waysOf(routes, subject)))
  if (doors.length > 0) throw new ConfigurationError(doors.map(describe))
}

function describe({ path, rule: { method, operation } }: OpenDoor): Diagnostic {
  const code: MountCode = 'mount.route-in-front'
  return {
    severity: 'error',
    code,
    message: `the route ${path} stands in front of the gate and answers ${method} ${operation.path}`,
    fix: 'Call gate.mount(app) before the routes are registered.',
    ...operation.source,
  }
}
