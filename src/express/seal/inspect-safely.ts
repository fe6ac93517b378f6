import { guardParams } from '../lock/param-guard.ts'
import { remap } from '../routes/current-map.ts'
import type { RouteMap } from '../routes/route-map.ts'
import type { SealCode } from './codes.ts'
import { createReport, type Findings } from './create-report.ts'
import { gatesOn } from './gates-on.ts'
import { inspectPlaced } from './inspect.ts'
import type { Finding, SealReport } from './seal-report.ts'

/** What was seen of an application. */
export interface Inspected {
  /** undefined: they could not be looked at. */
  readonly routes: RouteMap | undefined
  readonly report: SealReport
}

/** Odd things may stand in a stack. What cannot be looked at is a problem: told, and in strict mode it closes the API. */
export function inspectSafely(app: object, more: readonly Finding[]): Inspected {
  try {
    const routes = remap(app)
    for (const router of routes.routers) guardParams(router)
    const subjects = gatesOn(app).map((one) => one(app))
    return { routes, report: inspectPlaced(app, subjects, more) }
  } catch (error) {
    const code: SealCode = 'seal.failed'
    const thrown = error instanceof Error ? error.message : `something that is no Error (${typeof error})`
    const message = `the routes cannot be compared with the document: ${thrown}`
    return { routes: undefined, report: createReport({ ...nothing, opaque: [{ code, message }, ...more] }) }
  }
}

const nothing: Omit<Findings, 'opaque'> = {
  routes: [],
  unknown: [],
  unserved: [],
  conflicts: [],
  beforeGate: [],
  bodyBeforeGate: [],
  outside: [],
}
