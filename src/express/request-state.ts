import type { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import type { Auth, Decision, Refused } from '../decision/types.ts'
import type { JwtClaims } from '../jwt/types.ts'
import type { Operation, Rule } from '../policy/types.ts'
import type { InForce } from './in-force.ts'
import { findRecord, recordOf } from './request-record.ts'

/** What a gate decided for a request, for as long as the request lives. */
export interface Decided {
  /** The gate's own token. */
  readonly by: object
  /** The method and the raw target that were decided. */
  readonly method: string
  readonly target: string
  readonly decision: Decision
  /** The rules that were enforced for the decision. */
  readonly rules: readonly Rule[]
  /** The application that was routing, to look for other routes in. */
  readonly app: object
  readonly under: InForce
}

/** What one gate decided, by request. */
export interface Decisions {
  get(req: Request): Decided | undefined
  set(req: Request, decided: Omit<Decided, 'by'>): void
}

export function createDecisions(): Decisions {
  const by = {}
  return {
    get: (req) => findRecord(req)?.decided.find((one) => one.by === by),
    set(req, decided) {
      const record = recordOf(req)
      const others = record.decided.filter((one) => one.by !== by)
      record.decided = [...others, { ...decided, by }]
    },
  }
}

/** Makes a decision known to the handlers. `req.auth` is always written over, so that nothing older is taken for it. */
export function publishDecision(req: IncomingMessage, decision: Decision): void {
  // What no operation of one gate answers may have been decided by another on the same application.
  const record = recordOf(req)
  if (decision.allowed && decision.operation === undefined && record.latest?.operation !== undefined) return
  record.latest = decision
  const auth = decision.allowed ? decision.auth : undefined
  const published: IncomingMessage & { auth?: unknown } = req
  // Where nothing is in the way an assignment makes the same property, at a tenth of the cost.
  if (isFree(req)) published.auth = auth
  else Object.defineProperty(req, 'auth', { value: auth, writable: true, enumerable: true, configurable: true })
}

function isFree(req: object): boolean {
  const own = Object.getOwnPropertyDescriptor(req, 'auth')
  if (own === undefined) return !('auth' in req)
  return own.writable === true && own.enumerable === true && own.configurable === true
}

/** Makes what was decided known again, where something else was told since. */
export function restoreDecision(req: IncomingMessage, decision: Decision): void {
  if (findRecord(req)?.latest !== decision) publishDecision(req, decision)
}

/** The same for a refusal behind which nothing more is written on the request, which may be what went wrong. */
export function markRefused(req: Request, decision: Refused): void {
  recordOf(req).latest = decision
}

/** The caller of the request, or undefined on a public operation and for an anonymous caller. */
export function findAuth<Claims = JwtClaims>(req: IncomingMessage): Auth<Claims> | undefined {
  const decision = findRecord(req)?.latest
  return decision?.allowed ? (decision.auth as Auth<Claims> | undefined) : undefined
}

/**
 * The caller of a protected operation.
 * @throws {Error} where the operation is public, the caller is anonymous, or no gate has seen the request.
 * @example
 * app.get('/orders', (req, res) => res.json({ by: getAuth(req).claims.sub }))
 */
export function getAuth<Claims = JwtClaims>(req: IncomingMessage): Auth<Claims> {
  const auth = findAuth<Claims>(req)
  if (auth !== undefined) return auth
  const operation = getOperation(req)
  throw new Error(
    operation === undefined
      ? 'getAuth: no gate has let this request in for an operation; is gate.mount(app) in front of this route?'
      : `getAuth: ${operation.method} ${operation.path} was let in without a caller; use findAuth where that may be`,
  )
}

/** The operation that was decided for, on public ones too; for logs and metrics. */
export function getOperation(req: IncomingMessage): Operation | undefined {
  return findRecord(req)?.latest?.operation
}
