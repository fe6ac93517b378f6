import type { DecisionRequest } from '../decision/types.ts'
import type { Judged } from './engine.ts'
import type { DecisionEvent } from './events.ts'

/** Characters of a path in an event or a log line; the rest of it is the caller's to fill. */
const PATH_CHARACTERS = 200

/** The event of a decision. */
export function describeDecision(
  { decision, reported }: Judged,
  request: DecisionRequest,
  atMs: number,
): DecisionEvent {
  const refused = decision.allowed ? reported : decision
  return {
    atMs,
    method: request.method,
    path: loggedPath(request.target),
    operation: decision.operation,
    allowed: decision.allowed,
    ...(decision.allowed && { because: decision.because }),
    ...(refused && { reason: refused.reason, status: refused.status, error: refused.error }),
    principals: decision.allowed ? principalsOf(decision.auth) : [],
  }
}

function principalsOf(auth: { schemes: object } | undefined): DecisionEvent['principals'] {
  const principals: readonly { scheme: string; name: string }[] = Object.values(auth?.schemes ?? {})
  return Object.freeze(principals.map(({ scheme, name }) => Object.freeze({ scheme, name })))
}

/** A raw path as it may be logged: no query, which may hold a credential, and no control characters (L-06, L-07). */
export function loggedPath(target: string): string {
  const [path = ''] = target.slice(0, PATH_CHARACTERS + 1).split('?', 1)
  return path.slice(0, PATH_CHARACTERS).replace(/[^ -~]/g, '?')
}
