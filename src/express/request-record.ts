import type { Decision } from '../decision/types.ts'
import type { Operation } from '../policy/types.ts'
import type { Lock } from './lock/lock.ts'
import type { Decided } from './request-state.ts'
import type { Route } from './routes/stack.ts'

/** What the gates know of one request, for as long as it lives. */
export interface RequestRecord {
  /** What the handlers are told. */
  latest: Decision | undefined
  /** What each gate decided. */
  decided: readonly Decided[]
  /** Those that the request was given for itself. */
  locks: readonly Lock[]
  /** What may run now. */
  admittedTo: Arrival | undefined
  /** What it was found to fit, one of each gate. */
  validated: readonly Validated[]
}

/** An operation that a request fits, and what the request was then. */
export interface Validated {
  /** The gate's own token. */
  readonly by: object
  readonly operation: Operation
  readonly method: string
  readonly target: string
  readonly body: unknown
  /** Nobody had begun to read it. */
  readonly isUnread: boolean
  /** Whose handlers run; undefined: the validator was put elsewhere by hand. */
  readonly route: Route | undefined
  /** Which of the route's layers was next; -1: nobody knows. */
  readonly position: number
  /** The parameters of the path by the document's names: as text, and as validated. */
  readonly before: Readonly<Record<string, string>>
  readonly after: Readonly<Record<string, unknown>>
}

/** A route, and the request as it came there. */
export interface Arrival {
  readonly route: Route
  readonly method: string
  readonly baseUrl: string
  readonly url: string
}

/** A class that extends it puts its private members on the object that it is constructed with, and makes no other. */
class Stamp {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what is returned here is what gets the private members
    return object
  }
}

/**
 * A request with its record, where only the gates write: nothing that middleware puts on a request can pose as ours (L-11),
 * and nobody can take a private member away.
 *
 * A WeakMap would hide it as well, but holds its entries until memory is collected in full: with thousands of requests a
 * second each small collection copies all that was decided since the one before, a tenth of what the gate takes.
 */
class Recorded extends Stamp {
  #record: RequestRecord | undefined

  /** Whatever it is: what no gate has seen has no record. */
  static find(request: unknown): RequestRecord | undefined {
    return typeof request === 'object' && request !== null && #record in request ? request.#record : undefined
  }

  static keep(request: object, record: RequestRecord): void {
    makeRecorded(request)
    const recorded = request as Recorded
    recorded.#record = record
  }

  static isMade(request: object): boolean {
    return #record in request
  }
}

/** Makes place for a record: it is a member like others, and where it comes early its request shares a hidden class. */
export function makeRecorded(request: object): void {
  if (!Recorded.isMade(request)) new Recorded(request)
}

/** Under this symbol a request names itself, so that what inherits from it, or stands for it as a Proxy, is known as it. */
export const itself: unique symbol = Symbol('portcullis.request')

/** Makes a request known under all that stands for it, copies of its members among them. */
export function nameRequest(request: StandIn): void {
  if (request[itself] === undefined) request[itself] = request
}

/** What all that stands for a request has in common. A stand-in with headers of its own has credentials of its own: it is another request. */
export function keyOf(request: StandIn): object {
  const original = originalOf(request)
  return original.headers === request.headers ? original : request
}

/** What may stand for a request that was named. */
interface StandIn {
  [itself]?: unknown
  readonly headers?: unknown
}

function originalOf(request: StandIn): StandIn {
  const named = request[itself]
  return typeof named === 'object' && named !== null ? named : request
}

/** The locks of a request, which all that stands for it has as well. */
export function locksOn(request: object): readonly Lock[] {
  return Recorded.find(originalOf(request))?.locks ?? noLocks
}

const noLocks: readonly Lock[] = Object.freeze([])

/** undefined: no gate has seen the request. */
export function findRecord(request: object): RequestRecord | undefined {
  return Recorded.find(keyOf(request))
}

export function recordOf(request: object): RequestRecord {
  const key = keyOf(request)
  const known = Recorded.find(key)
  if (known !== undefined) return known
  const record: RequestRecord = {
    latest: undefined,
    decided: [],
    locks: noLocks,
    admittedTo: undefined,
    validated: [],
  }
  Recorded.keep(key, record)
  return record
}
