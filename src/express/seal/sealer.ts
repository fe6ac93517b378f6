import { guardHandlers } from '../lock/guard-handlers.ts'
import { lockApplication } from '../lock/hang-lock.ts'
import type { Lock } from '../lock/lock.ts'
import { mapOf } from '../routes/current-map.ts'
import { routerOf } from '../routes/stack.ts'
import { createApplications } from './applications.ts'
import { gatesOn, joinGates, type SubjectFor } from './gates-on.ts'
import { inspectPlaced } from './inspect.ts'
import { type Inspected, inspectSafely } from './inspect-safely.ts'
import { SealError, type SealReport } from './seal-report.ts'
import { createServerWatch } from './server-watch.ts'

/** Compares applications with the document, once and again when routes were added. */
export interface Sealer {
  /**
   * Looks at an application as it is now.
   * @throws {SealError} in strict mode where the report has problems.
   */
  seal(app: object): SealReport
  /** Looks where nobody has looked yet. false: strict mode has found a problem, and the API stays closed. */
  holds(app: object, server: object | undefined): boolean
  /** A route runs: one that nobody has seen was added since. */
  sees(app: object, route: object): void
  /** @throws {SealError} in strict mode where a report would have problems under another reading of the document. */
  assertFits(next: SubjectFor): void
  /** The document is another one from now on. */
  forget(): void
}

export interface SealerParts {
  readonly strict: boolean
  readonly lock: Lock
  readonly subjectFor: SubjectFor
  readonly warn: (line: string) => void
}

/** What was seen of one application. */
interface Sealed extends Inspected {
  /** The length of the application's own stack, which says at no cost that something was added. */
  readonly layers: number
  /** The routes that the report knows, and those that were looked at since. */
  readonly known: WeakSet<object>
  lookedAt: number
  stale: boolean
}

/** How often an application that strict mode keeps closed is looked at, in milliseconds: it may be built up only now. */
const CLOSED_MS = 1000

/** The last table that was told of an application, whichever of its gates told it. */
const told = new WeakMap<object, string>()

export function createSealer({ strict, lock, subjectFor, warn }: SealerParts): Sealer {
  let sealed = new WeakMap<object, Sealed>()
  const servers = createServerWatch()
  const seen = createApplications()

  const look = (app: object): Sealed => {
    joinGates(app, subjectFor)
    lockApplication(app, lock)
    const { routes, report } = inspectSafely(app, servers.findings())
    const known = new WeakSet(routes?.stations.flatMap(({ route }) => route ?? []))
    // Not only when `req.route` is written: a stand-in for a request may have a `route` of its own.
    for (const { route } of routes?.stations ?? []) if (route !== undefined) guardHandlers(route)
    const lookedAt = performance.now()
    const found: Sealed = { report, routes, layers: layersOf(app), known, lookedAt, stale: false }
    sealed.set(app, found)
    seen.add(app)
    return found
  }
  const isStale = (known: Sealed, app: object): boolean => {
    if (known.stale || !strict || known.report.problems.length === 0) return known.stale
    const now = performance.now()
    if (now - known.lookedAt < CLOSED_MS) return false
    known.lookedAt = now
    return known.routes === undefined || mapOf(app) !== known.routes
  }
  const tell = (app: object, report: SealReport): void => {
    const table = String(report)
    if ((told.get(app) ?? '') === table) return
    told.set(app, table)
    if (table !== '') warn(`the routes of the application and the document:\n${table}`)
  }
  return {
    seal(app) {
      if (typeof app !== 'function') throw new TypeError('gate.seal wants the application, or a Router: gate.seal(app)')
      const { report } = look(app)
      if (strict && report.problems.length > 0) throw new SealError(report)
      tell(app, report)
      return report
    },
    assertFits(next) {
      // An application that nobody has looked at is still being built; its first request will look.
      for (const app of strict ? seen.all() : []) {
        const subjects = gatesOn(app).map((one) => (one === subjectFor ? next(app) : one(app)))
        const report = inspectPlaced(app, subjects, servers.findings())
        if (report.problems.length > 0) throw new SealError(report)
      }
    },
    holds(app, server) {
      const known = sealed.get(app)
      const isNews = servers.sees(server)
      const isFresh = !isNews && known !== undefined && known.layers === layersOf(app) && !isStale(known, app)
      const { report } = isFresh ? known : look(app)
      if (!isFresh) tell(app, report)
      return !strict || report.problems.length === 0
    },
    sees(app, route) {
      const known = sealed.get(app)
      if (known === undefined || known.known.has(route)) return
      known.known.add(route)
      if (known.routes !== undefined && mapOf(app) !== known.routes) known.stale = true
    },
    forget() {
      sealed = new WeakMap()
    },
  }
}

function layersOf(app: unknown): number {
  return routerOf(app)?.stack.length ?? 0
}
