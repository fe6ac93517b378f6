import type { Decision } from '../decision/types.ts'
import type { Operation } from '../policy/types.ts'
import type { Lock } from './lock/lock.ts'
import type { Decided } from './request-state.ts'
import type { Route } from './routes/stack.ts'

/** What the gates know of one request, for as long as it lives. */
export interface RequestRecord {
  /** What it was made for; others may stand for it. */
  readonly request: object
  /** What Express wrote to `req.route` last. */
  route: unknown
  /** What the handlers are told. */
  latest: Decision | undefined
  /** What each gate decided. */
  decided: readonly Decided[]
  /** Those that the request was given for itself. */
  locks: readonly Lock[]
  /** What may run now. */
  admittedTo: Admission | undefined
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

/** A route, and the request that its handlers were admitted for. */
export interface Admission {
  readonly route: Route
  readonly method: string
  readonly baseUrl: string
  readonly url: string
}

/**
 * By the request, and by its list of header fields, which all that stands for it has as well: what inherits from it, a
 * Proxy, a copy of its members. Only the gates write here, so that nothing that middleware puts on a request can pose as
 * ours (L-11). And nothing is put on the request: Express gives each a prototype of its application's, from where on V8
 * makes a hidden class for each member that is added, and takes microseconds for it.
 */
const records = new WeakMap<object, RequestRecord>()

/** What the gate reads of whatever stands for a request. */
interface StandIn {
  readonly headers?: unknown
  readonly rawHeaders?: unknown
}

/** What all that stands for a request has in common. */
export function keyOf(request: object): object {
  return findRecord(request)?.request ?? request
}

/** undefined: no gate has seen the request. */
export function findRecord(request: object): RequestRecord | undefined {
  return records.get(request) ?? recordOfOriginal(request)
}

/** A stand-in with headers of its own has credentials of its own: it is another request. */
function recordOfOriginal(request: StandIn): RequestRecord | undefined {
  const record = sharedRecord(request)
  const original: StandIn | undefined = record?.request
  return original !== undefined && original.headers === request.headers ? record : undefined
}

function sharedRecord({ rawHeaders }: StandIn): RequestRecord | undefined {
  return typeof rawHeaders === 'object' && rawHeaders !== null ? records.get(rawHeaders) : undefined
}

const noLocks: readonly Lock[] = Object.freeze([])

/** The locks of a request, which all that stands for it has as well. */
export function locksOn(request: object): readonly Lock[] {
  return (records.get(request) ?? sharedRecord(request))?.locks ?? noLocks
}

export function recordOf(request: object): RequestRecord {
  return findRecord(request) ?? addRecord(request)
}

function addRecord(request: StandIn): RequestRecord {
  const record: RequestRecord = {
    request,
    route: undefined,
    latest: undefined,
    decided: [],
    locks: noLocks,
    admittedTo: undefined,
    validated: [],
  }
  records.set(request, record)
  const { rawHeaders } = request
  const isList = typeof rawHeaders === 'object' && rawHeaders !== null
  if (isList && !records.has(rawHeaders)) records.set(rawHeaders, record)
  return record
}
