import type { KeyFault } from '../../issuer/key-fault.ts'
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

interface State {
  failures: number
  answered: boolean
  last: UnknownAnswer['reason'] | undefined
}

export function createIntrospectionWatches(observe: (event: IntrospectionEvent) => void): IntrospectionWatches {
  const states = new Map<string, State>()
  const questions = new Set<AbortController>()
  let closed = false
  const began = (question: AbortController): (() => void) => {
    questions.add(question)
    if (closed) question.abort()
    return () => questions.delete(question)
  }
  return {
    of(issuer) {
      const state = states.get(issuer) ?? { failures: 0, answered: false, last: undefined }
      states.set(issuer, state)
      return { began, ...noteOn(issuer, state, observe) }
    },
    close() {
      closed = true
      for (const question of questions) question.abort()
    },
    health(issuer) {
      const { failures = 0, answered = false, last } = states.get(issuer) ?? {}
      const state = failures > 0 ? 'failing' : answered ? 'answering' : 'untried'
      return Object.freeze({ issuer, state, failures, ...(last !== undefined && { lastError: last }) })
    },
  }
}

function noteOn(
  issuer: string,
  state: State,
  observe: (event: IntrospectionEvent) => void,
): Omit<IntrospectionWatch, 'began'> {
  return {
    succeeded() {
      const recovered = state.failures > 0
      Object.assign(state, { failures: 0, answered: true, last: undefined })
      if (recovered) observe({ atMs: Date.now(), issuer, kind: 'recovered' })
    },
    failed(failure) {
      const known = state.failures > 0 && state.last === failure.reason
      state.failures += 1
      state.last = failure.reason
      if (!known) observe({ atMs: Date.now(), issuer, kind: 'failed', ...failure })
    },
  }
}
