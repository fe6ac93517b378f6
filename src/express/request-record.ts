import type { Decision } from '../decision/types.ts'
import type { Lock } from './lock/lock.ts'
import type { Decided } from './request-state.ts'

/** What the gates know of one request, for as long as it lives. */
export interface RequestRecord {
  /** What the handlers are told. */
  latest: Decision | undefined
  /** What each gate decided, by the gate's own token. */
  readonly decided: { readonly by: object; decided: Decided }[]
  /** Those that the request was given for itself. */
  readonly locks: Lock[]
}

/** Only the gates write here, so that nothing that middleware puts on a request can pose as ours (L-11). */
const records = new WeakMap<object, RequestRecord>()

/** undefined: no gate has seen the request. */
export function findRecord(request: object): RequestRecord | undefined {
  return records.get(request)
}

export function recordOf(request: object): RequestRecord {
  const known = records.get(request)
  if (known !== undefined) return known
  const record: RequestRecord = { latest: undefined, decided: [], locks: [] }
  records.set(request, record)
  return record
}
