import type { Server } from 'node:http'
import type { Application, RequestHandler, Router } from 'express'
import type { Decision, DecisionRequest } from '../decision/types.ts'
import type { GateEvents } from '../enforcement/events.ts'
import type { DocsOptions } from '../express/docs/docs-options.ts'
import type { SealReport } from '../express/seal/seal-report.ts'
import type { IntrospectionHealth } from '../jwt/introspection/watch.ts'
import type { Revocation } from '../jwt/revocation/revocation.ts'
import type { IssuerHealth } from '../jwt/types.ts'
import type { PolicyChange } from '../policy/changes/policy-change.ts'
import type { Policy } from '../policy/types.ts'
import type { TokenClient } from '../token-client/types.ts'
import type { TokensHealth } from '../token-client/watch.ts'

/** What a gate is and does. Made by `portcullis()`. */
export interface Gate {
  /** The compiled policy: immutable, serialisable, the same for the same document. */
  readonly policy: Policy
  /**
   * Exchanges callers' tokens at their issuer. Each access token is verified by the document's schemes first, and has to
   * be of the client's own issuer.
   */
  readonly tokens: TokenClient
  /**
   * Puts the documentation and the guard in front of everything that is registered later.
   * @throws {ConfigurationError} where a route is already there that answers an operation that is not public.
   */
  mount(app: Application | Router): this
  /** The middleware alone: match, verify, authorise. */
  protect(): RequestHandler
  /**
   * Validates what the gate has let in, for applications that choose the place: behind `mount` or `protect()` and the body
   * parsers. A request that the gate has not let in is refused. With `validate` in the options `mount` arranges it.
   * @throws {ConfigurationError} where the document cannot be validated by, or express-openapi-validator is missing.
   */
  validator(): RequestHandler
  /**
   * Compares the application's routes with the document, and hangs the lock on them: the last line before `listen`, and
   * a test. Synchronous.
   * @throws {SealError} with `seal: 'strict'`, where the report has problems.
   * @throws {TypeError} for what is neither an application nor a Router.
   * @example
   * assert.deepEqual(gate.seal(app).problems, [])
   */
  seal(app: Application | Router): SealReport
  /**
   * Decides before the `upgrade` listeners of a server do, which never meet Express (WebSockets), and refuses on the
   * socket. The operation is the one that the document has for the request: `GET /stream`. Once for each server, before
   * `gate.seal` and before or after its listeners; of several gates all decide.
   * @throws {TypeError} for what is no server, as an application.
   * @example
   * gate.guard(app.listen(3000))
   */
  guard(server: Server): void
  /** Swagger UI and the document it shows. */
  docs(options?: DocsOptions): RequestHandler
  /** The decision without Express. It resolves, and never rejects. */
  decide(request: DecisionRequest): Promise<Decision>
  /** Resolves when the keys of every issuer are there. */
  ready(): Promise<void>
  health(): Health
  /**
   * Reads the document again, or another one, with the options of the start, and asks every issuer for its keys anew.
   * All of it takes effect or none: a request keeps the policy it was decided under.
   * @returns what the new reading changes.
   * @throws {ConfigurationError} where the document is broken, or protects less and `allowWeaker` does not say that it
   * may. The old policy stays in force, and `health().lastReload` says so.
   * @throws {TypeError} where the options are none. Nothing is read then.
   */
  reload(document?: string | URL | object, options?: ReloadOptions): Promise<PolicyChange>
  /**
   * Refuses tokens from the next request on, here at once and within a second in the processes that share the store.
   * @throws {TypeError} where it does not say what, in words that say what to write.
   * @throws {Error} where the store did not take it: then it holds in this process alone.
   * @example
   * await gate.revoke({ sub: 'auth0|5f7c8ec7c33c6c004bbafe82' })
   */
  revoke(what: Revocation): Promise<void>
  /**
   * Calls a listener once a decision is final; one that throws or rejects is counted and harms nobody. The same events
   * are on `node:diagnostics_channel`, as `portcullis:decision`.
   */
  on<Name extends keyof GateEvents>(name: Name, listener: (event: GateEvents[Name]) => void): this
  off<Name extends keyof GateEvents>(name: Name, listener: (event: GateEvents[Name]) => void): this
  /** Ends timers, fetches and exchanges. */
  close(): Promise<void>
}

export interface ReloadOptions {
  /** Lets operations become weaker and schemes trust others. Default false. */
  allowWeaker?: boolean
}

export interface LastReload {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** false: what was in force before still is. */
  readonly ok: boolean
  /** The codes of what was wrong, each once. */
  readonly codes: readonly string[]
}

export interface Health {
  readonly status: 'ok' | 'degraded' | 'down'
  readonly issuers: readonly IssuerHealth[]
  /** Those that are asked about tokens. */
  readonly introspections: readonly IntrospectionHealth[]
  /** How issuers answer exchanges of tokens. */
  readonly tokens: readonly TokensHealth[]
  /** What is open because of a report mode. */
  readonly notEnforced: readonly string[]
  /** undefined: nobody has called `reload`. */
  readonly lastReload?: LastReload
  /** How many revocations are held. */
  readonly revocations: number
  readonly counters: Counters
}

/** Counts since the start. */
export type Counters = Readonly<
  Record<
    /** Decisions; `reported`: let in by a report mode that would have been refused. */
    | 'allowed'
    | 'refused'
    | 'reported'
    /** Signatures that were judged, and those that were known to be good. */
    | 'signaturesChecked'
    | 'signaturesRemembered'
    /** Questions about tokens that issuers were asked, and answers that were still good. */
    | 'introspectionsAsked'
    | 'introspectionsRemembered'
    /** Exchanges that issuers were asked for, and exchanged tokens that were given out without asking. */
    | 'tokensExchanged'
    | 'tokensRemembered'
    /** Requests that do not fit the document, those that could not be validated, and answers that do not fit. */
    | 'requestsMisfit'
    | 'requestsUnvalidated'
    | 'answersMisfit'
    /** Attempts to fetch keys. */
    | 'keyFetches'
    /** Listeners of events that threw or rejected. */
    | 'listenerFailures',
    number
  >
>
