import type { Server } from 'node:http'
import type { Application, RequestHandler, Router } from 'express'
import type { AllowedRoute } from '../configuration/types.ts'
import { compileAllowedRoutes } from '../enforcement/allowed-routes.ts'
import type { Enforcement } from '../enforcement/enforcement.ts'
import type { CompiledPolicy } from '../policy/types.ts'
import type { Scheme } from '../schemes/types.ts'
import { createMarkPrivate } from './caching.ts'
import { createDeny, type OnDenied } from './deny.ts'
import type { GateDocs } from './docs/gate-docs.ts'
import type { InForce } from './in-force.ts'
import { createGateLock } from './lock/gate-lock.ts'
import { createRulesOfRoute } from './lock/rules-of-route.ts'
import { assertFits, type Mounted, mountGate } from './mount.ts'
import { moveNeighbour } from './neighbours.ts'
import { createOutsideGuard } from './outside/outside-guard.ts'
import { createErrorGuard, createProtect } from './protect.ts'
import { createDecisions } from './request-state.ts'
import { createRouteOwners } from './routes/route-owners.ts'
import { createServedRules } from './routes/served-rules.ts'
import { gateOf, gatesOn, markGate, type SubjectFor } from './seal/gates-on.ts'
import type { SealReport } from './seal/seal-report.ts'
import { createSealer } from './seal/sealer.ts'
import type { Subject } from './seal/subject.ts'
import { createGateUpgrade } from './upgrade/gate-upgrade.ts'
import { guardServer } from './upgrade/guard-server.ts'
import { createGateValidator } from './validation/gate-validator.ts'

/** What Express is given of a gate. */
export interface GateMiddleware {
  readonly protect: RequestHandler
  /** @throws {ConfigurationError} where the document cannot be validated by. */
  validator(): RequestHandler
  mount(app: Application | Router): void
  /** @throws {SealError} in strict mode where the report has problems. */
  seal(app: Application | Router): SealReport
  guard(server: Server): void
  /**
   * @throws {ConfigurationError} where another reading of the document does not fit an application that the gate is on.
   */
  assertFits(next: Enforced): void
  /** Enforces another reading of the document from now on. */
  enforce(next: Enforced): void
}

/** One reading of the document. */
export interface Enforced {
  readonly policy: CompiledPolicy
  readonly schemes: ReadonlyMap<string, Scheme>
  readonly enforcement: Enforcement
  readonly validation: InForce['validation']
}

export interface GateMiddlewareParts {
  readonly basePathGiven: boolean
  readonly seal: 'warn' | 'strict'
  readonly allowRoutes: readonly AllowedRoute[]
  readonly undocumented: 'deny' | 'pass'
  readonly onDenied: OnDenied | undefined
  /** Whether the lock validates. */
  readonly validates: boolean
  /** The documentation for a gate that is the first on its application, or a later one; undefined: off. */
  readonly docs: GateDocs['mounted'] | undefined
  readonly log: (line: string) => void
}

/** Puts the parts of this room together for one gate. */
export function createGateMiddleware(first: Enforced, parts: GateMiddlewareParts): GateMiddleware {
  const { docs, log, allowRoutes } = parts
  const gate = {}
  const others = (app: object): readonly SubjectFor[] => gatesOn(app).filter((one) => one !== subjectFor)
  const elsewhere = (app: object): readonly string[] => others(app).flatMap((one) => one(app).policy.bases)
  let inForce = putInForce(first, elsewhere, parts)
  const current = (): InForce => inForce
  const mounted: Mounted[] = []
  let isGuarding = false
  let isValidating = false
  const decisions = createDecisions()
  const deny = createDeny(parts.onDenied)
  const allows = compileAllowedRoutes(allowRoutes)
  const subjectUnder = ({ policy, enforcement, outside }: InForce, app: object): Subject => ({
    policy,
    match: enforcement.match,
    allows,
    allowRoutes,
    passes: parts.undocumented === 'pass',
    upgrades: isGuarding,
    isGate: (handle) => gateOf(handle) === subjectFor,
    proof: (routes) => outside.prove(app, routes),
  })
  const subjectFor: SubjectFor = (app) => subjectUnder(inForce, app)
  const validator = createGateValidator({ current, decisions, deny }, parts.validates)
  const lock = createGateLock({
    current,
    decisions,
    deny,
    allows,
    prepares: validator.prepares,
    sees: (app, route) => sealer.sees(app, route),
  })
  const sealer = createSealer({ strict: parts.seal === 'strict', lock, subjectFor, warn: log })
  const protect = createProtect({ current, decisions, lock, deny, sealer })
  markGate(protect, subjectFor)
  const errorGuard = createErrorGuard({ current, decisions, lock, deny, sealer })
  const upgrade = createGateUpgrade(current)
  return {
    protect,
    validator() {
      current().validation()
      isValidating = true
      return validator.handler
    },
    mount: (app) => void mounted.push(mountGate(app, { gate, subjectFor, lock, protect, errorGuard, docs, log })),
    seal: (app) => sealer.seal(app),
    guard(server) {
      guardServer(server, upgrade)
      isGuarding = true
      sealer.forget()
    },
    assertFits(next) {
      const under = putInForce(next, elsewhere, parts)
      if (isValidating) under.validation()
      for (const one of mounted) assertFits(one, gate, subjectUnder(under, one.app))
      sealer.assertFits((app) => subjectUnder(under, app))
    },
    enforce(next) {
      for (const { app } of mounted) moveNeighbour(app, gate, next.policy.bases)
      inForce = putInForce(next, elsewhere, parts)
      sealer.forget()
    },
  }
}

function putInForce(
  { policy, schemes, enforcement, validation }: Enforced,
  elsewhere: (app: object) => readonly string[],
  parts: GateMiddlewareParts,
): InForce {
  const servedRules = createServedRules(policy)
  return {
    policy,
    enforcement,
    validation,
    servedRules,
    rulesOfRoute: createRulesOfRoute(policy, createRouteOwners(policy), servedRules),
    markPrivate: createMarkPrivate(schemes),
    outside: createOutsideGuard({
      policy,
      servedRules,
      basePathGiven: parts.basePathGiven,
      elsewhere,
      warn: parts.log,
    }),
  }
}
