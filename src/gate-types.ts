import type { Application, RequestHandler, Router } from 'express'
import type { Decision, DecisionRequest } from './decision/types.ts'
import type { GateEvents } from './enforcement/events.ts'
import type { DocsOptions } from './express/docs/docs-options.ts'
import type { IssuerHealth } from './jwt/types.ts'
import type { Policy } from './policy/types.ts'

/** What a gate is and does. Made by `portcullis()`. */
export interface Gate {
  /** The compiled policy: immutable, serialisable, the same for the same document. */
  readonly policy: Policy
  /**
   * Puts the documentation and the guard in front of everything that is registered later.
   * @throws {ConfigurationError} where a route is already there that answers an operation that is not public.
   */
  mount(app: Application | Router): this
  /** The middleware alone: match, verify, authorise. */
  protect(): RequestHandler
  /** Swagger UI and the document it shows. */
  docs(options?: DocsOptions): RequestHandler
  /** The decision without Express. It resolves, and never rejects. */
  decide(request: DecisionRequest): Promise<Decision>
  /** Resolves when the keys of every issuer are there. */
  ready(): Promise<void>
  health(): Health
  /**
   * Calls a listener once a decision is final; one that throws or rejects is counted and harms nobody. The same events
   * are on `node:diagnostics_channel`, as `portcullis:decision`.
   */
  on<Name extends keyof GateEvents>(name: Name, listener: (event: GateEvents[Name]) => void): this
  off<Name extends keyof GateEvents>(name: Name, listener: (event: GateEvents[Name]) => void): this
  /** Ends timers and fetches. */
  close(): Promise<void>
}

export interface Health {
  readonly status: 'ok' | 'degraded' | 'down'
  readonly issuers: readonly IssuerHealth[]
  /** What is open because of a report mode. */
  readonly notEnforced: readonly string[]
  readonly counters: Readonly<Record<string, number>>
}
