import type { Application, Request, RequestHandler, Router } from 'express'
import type { Enforcement } from '../enforcement/enforcement.ts'
import type { CompiledPolicy } from '../policy/types.ts'
import type { Scheme } from '../schemes/types.ts'
import { createMarkPrivate } from './caching.ts'
import { createDeny, type OnDenied } from './deny.ts'
import type { GateDocs } from './docs/gate-docs.ts'
import { createGateLock } from './gate-lock.ts'
import { mountGate } from './mount.ts'
import { neighbourBases } from './neighbours.ts'
import { createOutsideGuard } from './outside-guard.ts'
import { createErrorGuard, createProtect } from './protect.ts'
import type { Decided } from './request-state.ts'
import { createRouteOwners } from './route-owners.ts'
import { createRulesOfRoute } from './rules-of-route.ts'

/** What Express is given of a gate. */
export interface GateMiddleware {
  readonly protect: RequestHandler
  mount(app: Application | Router): void
}

export interface GateMiddlewareParts {
  readonly policy: CompiledPolicy
  readonly schemes: ReadonlyMap<string, Scheme>
  readonly enforcement: Enforcement
  readonly basePathGiven: boolean
  readonly onDenied: OnDenied | undefined
  /** The documentation for a gate that is the first on its application, or a later one; undefined: off. */
  readonly docs: GateDocs['mounted'] | undefined
  readonly log: (line: string) => void
}

/** Puts the parts of this room together for one gate. */
export function createGateMiddleware(parts: GateMiddlewareParts): GateMiddleware {
  const { policy, enforcement, log } = parts
  const gate = {}
  const decisions = new WeakMap<Request, Decided>()
  const deny = createDeny(parts.onDenied)
  const rulesOfRoute = createRulesOfRoute(policy, createRouteOwners(policy))
  const markPrivate = createMarkPrivate(parts.schemes)
  const outside = createOutsideGuard({
    policy,
    basePathGiven: parts.basePathGiven,
    elsewhere: (app) => neighbourBases(app, gate),
    warn: log,
  })
  const lock = createGateLock({ enforcement, decisions, rulesOfRoute, deny, markPrivate, outside })
  const protectParts = { enforcement, decisions, lock, outside, deny, markPrivate }
  const protect = createProtect(protectParts)
  const errorGuard = createErrorGuard(protectParts)
  return {
    protect,
    mount: (app) =>
      mountGate(app, { gate, policy, lock, protect, errorGuard, docs: parts.docs, match: enforcement.match, log }),
  }
}
