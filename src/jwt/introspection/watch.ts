import { EndpointWatch } from '../../issuer/endpoint-watch.ts'
import type { KeyFault } from '../../issuer/key-fault.ts'
import { OpenCalls } from '../../waiting/open-calls.ts'
import type { UnknownAnswer } from './answer.ts'

/** Something that happened to the questions that one issuer is asked. Holds no token, no secret and no text from outside. */
export interface IntrospectionEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly issuer: string
  /** `failed`: the first question without an answer, and the first that fails for another reason. */
  readonly kind: 'failed' | 'recovered'
  readonly reason?: UnknownAnswer['reason']
  /** The class of the fault, and the status where that was the fault. */
  readonly error?: KeyFault
  readonly status?: number
}

/** How an issuer answers questions about tokens. */
export interface IntrospectionHealth {
  readonly issuer: string
  readonly state: 'untried' | 'answering' | 'failing'
  /** Questions without an answer since the last that had one. */
  readonly failures: number
  readonly lastError?: UnknownAnswer['reason']
}

/** What went wrong with a question. */
export interface IntrospectionFailure {
  readonly reason: UnknownAnswer['reason']
  readonly error?: KeyFault
  readonly status?: number
}

/** Notes how the endpoint of one issuer does. */
export interface IntrospectionWatch {
  /** A question begins, and ends with this controller when the gate is closed. Returns what to call at its end. */
  began(question: AbortController): () => void
  succeeded(): void
  failed(failure: IntrospectionFailure): void
}

/** The watches of a gate: one for each issuer, however many schemes ask it. */
export interface IntrospectionWatches {
  of(issuer: string): IntrospectionWatch
  health(issuer: string): IntrospectionHealth
  /** Ends the questions that are being asked, and those that are asked later. */
  close(): void
}

export function createIntrospectionWatches(observe: (event: IntrospectionEvent) => void): IntrospectionWatches {
  const watches = new Map<string, EndpointWatch<IntrospectionFailure>>()
  const questions = new OpenCalls()
  return {
    of(issuer) {
      const watch = watches.get(issuer) ?? createWatch(issuer, observe)
      watches.set(issuer, watch)
      return {
        began: (question) => questions.began(question),
        succeeded: () => watch.succeeded(),
        failed: (failure) => watch.failed(failure),
      }
    },
    close: () => questions.close(),
    health(issuer) {
      const { state = 'untried', failures = 0, last } = watches.get(issuer) ?? {}
      return Object.freeze({ issuer, state, failures, ...(last !== undefined && { lastError: last.reason }) })
    },
  }
}

function createWatch(
  issuer: string,
  observe: (event: IntrospectionEvent) => void,
): EndpointWatch<IntrospectionFailure> {
  return new EndpointWatch(
    ({ reason }) => reason,
    (change) => {
      const failure = change.kind === 'failed' ? change.failure : {}
      observe({ atMs: Date.now(), issuer, kind: change.kind, ...failure })
    },
  )
}
