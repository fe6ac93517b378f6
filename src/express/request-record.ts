import type { Decision } from '../decision/types.ts'
import type { Lock } from './lock.ts'
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

/** Constructs whatever it is given, so that a class above it adds its fields to an object of somebody else. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what it is for
    return object
  }
}

/**
 * Hangs the record on the request as a private field. No other code can read, write or forge one, whatever earlier
 * middleware put on the request (L-11). A WeakMap is as safe, and costs twenty times as much in each request.
 */
class Recorded extends Given {
  readonly #record: RequestRecord

  constructor(request: object) {
    super(request)
    this.#record = { latest: undefined, decided: [], locks: [] }
  }

  static of(request: object): RequestRecord | undefined {
    return #record in request ? request.#record : undefined
  }
}

/** undefined: no gate has seen the request. */
export function findRecord(request: object): RequestRecord | undefined {
  return Recorded.of(request)
}

export function recordOf(request: object): RequestRecord {
  const known = Recorded.of(request)
  if (known !== undefined) return known
  new Recorded(request)
  return recordOf(request)
}
