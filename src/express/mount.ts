import type { Application, ErrorRequestHandler, RequestHandler, Router } from 'express'
import { ConfigurationError } from '../diagnostics/configuration-error.ts'
import type { MountCode } from './codes.ts'
import type { GateDocs } from './docs/gate-docs.ts'
import { lockApplication } from './lock/hang-lock.ts'
import type { Lock } from './lock/lock.ts'
import { assertApart, joinNeighbours } from './neighbours.ts'
import { assertNoOpenDoor } from './seal/assert-no-open-door.ts'
import { joinGates, type SubjectFor } from './seal/gates-on.ts'
import type { Subject } from './seal/subject.ts'

/** What a gate puts into an application. */
export interface MountParts {
  /** Tells gates apart. */
  readonly gate: object
  readonly subjectFor: SubjectFor
  readonly lock: Lock
  readonly protect: RequestHandler
  readonly errorGuard: ErrorRequestHandler
  /** The documentation for a gate that is the first on its application, or a later one; undefined: off. */
  readonly docs: GateDocs['mounted'] | undefined
  readonly log: (line: string) => void
}

/** Where a gate was put. */
export interface Mounted {
  readonly app: Application | Router
  /** undefined: the documentation is off. */
  readonly docsPath: string | undefined
}

/** Puts everything in front of the routes, in the right order: documentation, middleware, and the lock on each route. */
export function mountGate(app: Application | Router, parts: MountParts): Mounted {
  const subject = parts.subjectFor(app)
  assertNoOpenDoor(app, subject)
  const before = joinNeighbours(app, parts.gate, subject.policy.bases)
  joinGates(app, parts.subjectFor)
  lockApplication(app, parts.lock)
  const docs = parts.docs?.(before === 0)
  if (docs !== undefined) {
    assertFree(docs.path, subject)
    app.use(docs.handler)
    parts.log(`the documentation is served at ${docs.path}; docs: false in the options turns it off`)
  }
  app.use(parts.protect, parts.errorGuard)
  return { app, docsPath: docs?.path }
}

/**
 * Whether another reading of the document fits where a gate was put.
 * @throws {ConfigurationError} where it does not.
 */
export function assertFits(mounted: Mounted, gate: object, subject: Subject): void {
  assertApart(mounted.app, gate, subject.policy.bases)
  assertNoOpenDoor(mounted.app, subject)
  if (mounted.docsPath !== undefined) assertFree(mounted.docsPath, subject)
}

/** The documentation stands in front of the routes, and would answer an operation on its path. */
function assertFree(path: string, { match }: Subject): void {
  if (match('GET', path).kind !== 'operation') return
  const message = `the documentation would stand at ${path}, where the document has an operation`
  const fix = "Move it with docs: { path: '/api-docs' } in the options, or turn it off with docs: false."
  const code: MountCode = 'mount.docs-path'
  throw new ConfigurationError([{ severity: 'error', code, message, fix }])
}
