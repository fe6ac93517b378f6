import { channel } from 'node:diagnostics_channel'
import { EventEmitter } from 'node:events'
import type { Allowed, Reason } from '../decision/types.ts'
import type { Operation } from '../policy/types.ts'
import { callSafely } from './call-safely.ts'

/** What a `decision` listener is told, once the decision is final. Frozen; holds no credential. */
export interface DecisionEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly method: string
  /** The raw path without its query, cut at 200 characters. */
  readonly path: string
  readonly operation: Operation | undefined
  readonly allowed: boolean
  /** Why it was let in. */
  readonly because?: Allowed['because']
  /** Why it was refused, or would have been where report mode let it in. */
  readonly reason?: Reason
  readonly status?: number
  readonly error?: string
  /** Who called: a name for each scheme of the alternative that was taken. */
  readonly principals: readonly { readonly scheme: string; readonly name: string }[]
}

/** Every event, by name, with what its listeners get. */
export interface GateEvents {
  decision: DecisionEvent
}

type Listener<Event> = (event: Event) => unknown

export interface Events {
  on<Name extends keyof GateEvents>(name: Name, listener: Listener<GateEvents[Name]>): void
  off<Name extends keyof GateEvents>(name: Name, listener: Listener<GateEvents[Name]>): void
  /** Whether anybody listens, so that an event nobody reads is not made. */
  wanted(name: keyof GateEvents): boolean
  emit<Name extends keyof GateEvents>(name: Name, event: GateEvents[Name]): void
  /** How often a listener threw or rejected. */
  failures(): number
}

/**
 * Events for listeners of the gate, and on `node:diagnostics_channel` as `portcullis:<name>`. A listener that throws or
 * rejects is counted and harms nobody (L-17). What a subscriber of the channel throws becomes an `uncaughtException`:
 * that is Node's rule for channels, and no publisher can change it.
 */
export function createEvents(): Events {
  const emitter = new EventEmitter()
  const channels = { decision: channel('portcullis:decision') }
  let failures = 0
  const failed = (): void => {
    failures += 1
  }
  const tell = <Event>(listener: Listener<Event>, event: Event): void => callSafely(() => listener(event), failed)
  return {
    on: (name, listener) => void emitter.on(name, listener),
    off: (name, listener) => void emitter.off(name, listener),
    wanted: (name) => emitter.listenerCount(name) > 0 || channels[name].hasSubscribers,
    emit(name, event) {
      Object.freeze(event)
      for (const listener of emitter.listeners(name)) tell(listener as Listener<typeof event>, event)
      channels[name].publish(event)
    },
    failures: () => failures,
  }
}

/**
 * Callers without types may write anything.
 * @throws {TypeError} for a name that no event has.
 */
export function assertEventName(name: string): asserts name is keyof GateEvents {
  if (name !== 'decision') throw new TypeError(`a gate has no event ${JSON.stringify(name)}; it has 'decision'`)
}
