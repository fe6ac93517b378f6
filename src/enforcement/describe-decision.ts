import type { ServerRequest } from '../decision/types.ts'
import type { Judged } from './engine.ts'
import type { DecisionEvent } from './events.ts'

/** Characters of a path in an event or a log line; without a bound they would be the caller's to fill. */
const PATH_CHARACTERS = 200

/** The event of a decision. */
export function describeDecision({ decision, reported }: Judged, request: ServerRequest, atMs: number): DecisionEvent {
  const refused = decision.allowed ? reported : decision
  return {
    atMs,
    method: printableTarget(request.method),
    path: printableTarget(request.target),
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

/**
 * A method or a raw target as it may be logged: no query, which may hold a credential, and no control characters (L-06,
 * L-07). A caller of `decide` may hand over anything.
 */
export function printableTarget(text: unknown): string {
  const [path = ''] = String(text).slice(0, PATH_CHARACTERS).split('?', 1)
  return path.replace(/[^ -~]/g, '?')
}
