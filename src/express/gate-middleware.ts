import type { Application, RequestHandler, Router } from 'express'
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
import { moveNeighbour, neighbourBases } from './neighbours.ts'
import { createOutsideGuard } from './outside/outside-guard.ts'
import { createErrorGuard, createProtect } from './protect.ts'
import { createDecisions } from './request-state.ts'
import { createRouteOwners } from './routes/route-owners.ts'

/** What Express is given of a gate. */
export interface GateMiddleware {
  readonly protect: RequestHandler
  mount(app: Application | Router): void
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
}

export interface GateMiddlewareParts {
  readonly basePathGiven: boolean
  readonly onDenied: OnDenied | undefined
  /** The documentation for a gate that is the first on its application, or a later one; undefined: off. */
  readonly docs: GateDocs['mounted'] | undefined
  readonly log: (line: string) => void
}

/** Puts the parts of this room together for one gate. */
export function createGateMiddleware(first: Enforced, parts: GateMiddlewareParts): GateMiddleware {
  const { docs, log } = parts
  const gate = {}
  let enforced = first
  let inForce = putInForce(first, gate, parts)
  const current = (): InForce => inForce
  const mounted: Mounted[] = []
  const decisions = createDecisions()
  const deny = createDeny(parts.onDenied)
  const lock = createGateLock({ current, decisions, deny })
  const protect = createProtect({ current, decisions, lock, deny })
  const errorGuard = createErrorGuard({ current, decisions, lock, deny })
  return {
    protect,
    mount(app) {
      const { policy, enforcement } = enforced
      mounted.push(mountGate(app, { gate, policy, lock, protect, errorGuard, docs, match: enforcement.match, log }))
    },
    assertFits({ policy, enforcement }) {
      for (const one of mounted) assertFits(one, { gate, policy, match: enforcement.match })
    },
    enforce(next) {
      for (const { app } of mounted) moveNeighbour(app, gate, next.policy.bases)
      enforced = next
      inForce = putInForce(next, gate, parts)
    },
  }
}

function putInForce({ policy, schemes, enforcement }: Enforced, gate: object, parts: GateMiddlewareParts): InForce {
  return {
    enforcement,
    rulesOfRoute: createRulesOfRoute(policy, createRouteOwners(policy)),
    markPrivate: createMarkPrivate(schemes),
    outside: createOutsideGuard({
      policy,
      basePathGiven: parts.basePathGiven,
      elsewhere: (app) => neighbourBases(app, gate),
      warn: parts.log,
    }),
  }
}
