import { channel } from 'node:diagnostics_channel'
import { EventEmitter } from 'node:events'
import type { Allowed, Reason } from '../decision/types.ts'
import type { IntrospectionEvent } from '../jwt/introspection/watch.ts'
import type { KeyEvent } from '../jwt/keys/key-event.ts'
import type { PolicyChange } from '../policy/changes/policy-change.ts'
import type { Operation } from '../policy/types.ts'
import type { TokensEvent } from '../token-client/watch.ts'
import { callSafely } from './call-safely.ts'
import type { HookEvent } from './hook-event.ts'

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

/** The document was read again. Frozen. */
export interface PolicyEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** `refused`: what was in force before still is. */
  readonly kind: 'reloaded' | 'refused'
  /** What the new reading changes; undefined where the document could not be read. */
  readonly change?: PolicyChange
  /** The codes of what was wrong, each once. */
  readonly codes: readonly string[]
}

/** Every event, by name, with what its listeners get. */
export interface GateEvents {
  decision: DecisionEvent
  keys: KeyEvent
  policy: PolicyEvent
  introspection: IntrospectionEvent
  hook: HookEvent
  tokens: TokensEvent
}

const names = [
  'decision',
  'keys',
  'policy',
  'introspection',
  'hook',
  'tokens',
] as const satisfies readonly (keyof GateEvents)[]

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
  const channels = {
    decision: channel('portcullis:decision'),
    keys: channel('portcullis:keys'),
    policy: channel('portcullis:policy'),
    introspection: channel('portcullis:introspection'),
    hook: channel('portcullis:hook'),
    tokens: channel('portcullis:tokens'),
  }
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
  if (names.some((known) => known === name)) return
  const known = names.map((one) => `'${one}'`).join(', ')
  throw new TypeError(`a gate has no event ${JSON.stringify(name)}; it has ${known}`)
}
