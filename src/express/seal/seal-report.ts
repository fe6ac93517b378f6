import type { Operation } from '../../policy/types.ts'

/** One thing that a comparison of an application's routes with its documents found. */
export interface Finding {
  /** Stable, listed in docs/diagnostics.md. */
  readonly code: string
  /** What is so, and what to do about it. */
  readonly message: string
  /** Lower case; `all` for a route that answers every method. */
  readonly method?: string
  /**
   * The path that it is about: a route's as it was written, behind its mount paths (`…` where they cannot be read), an
   * operation's template, or an entry's.
   */
  readonly path?: string
  /** The operation that it is about, with its place in the document. */
  readonly operation?: Operation
}

/** A route of the application. */
export interface SealedRoute {
  /** Lower case; `all` for a route that answers every method. */
  readonly method: string
  /** As it was written, behind its mount paths. */
  readonly path: string
  /** Those whose requests Express may give to it. */
  readonly operations: readonly Operation[]
}

/** An application's routes beside the documents of the gates on it. Frozen, and JSON. */
export interface SealReport {
  readonly routes: readonly SealedRoute[]
  /** Routes that no operation knows: the gate answers 404 or 405. Entries of `allowRoutes` that nothing needs, too. */
  readonly unknown: readonly Finding[]
  /** Operations that no route serves. */
  readonly unserved: readonly Operation[]
  /** Express runs another operation's route first: both rules are enforced. */
  readonly conflicts: readonly Finding[]
  /** Routes and functions in front of the gate that answer an operation that is not public; or that no gate stands there. */
  readonly beforeGate: readonly Finding[]
  /** Body parsers in front of the gate: they read what unknown callers send. */
  readonly bodyBeforeGate: readonly Finding[]
  /** The API stands under another base path than the document says. */
  readonly outside: readonly Finding[]
  /**
   * What cannot be seen into: functions that were mounted with `use`, in front of the gate or behind it, and listeners for
   * upgrades. `seal.cors`, and the problems `seal.upgrade` and `seal.failed`, are here, too.
   */
  readonly opaque: readonly Finding[]
  /** All that should not be so, in one list: empty is what a test wants. What is merely opaque is not in it. */
  readonly problems: readonly Finding[]
  /** A table for people; '' where there is nothing to tell. */
  toString(): string
}

/** `seal: 'strict'` found a problem: what `gate.seal` throws, and `gate.reload` rejects with. The message has the table. */
export class SealError extends Error {
  override readonly name = 'SealError'
  readonly code = 'seal'
  readonly report: SealReport

  constructor(report: SealReport) {
    super(`the application's routes and the document do not fit:\n${report}`)
    this.report = report
  }
}
