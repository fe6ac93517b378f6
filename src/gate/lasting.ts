import type { ParsedOptions } from '../configuration/types.ts'
import { createEvents, type Events } from '../enforcement/events.ts'
import { LoginFinder } from '../express/docs/login/login-finder.ts'
import { createIntrospectionWatches, type IntrospectionWatches } from '../jwt/introspection/watch.ts'
import { createKeySources, type KeySources } from '../jwt/keys/create-key-sources.ts'
import { Revocations } from '../jwt/revocation/revocations.ts'
import type { SchemeServices } from '../schemes/kind.ts'
import { createMemoryStore, memorySince } from '../store/memory-store.ts'
import type { Store } from '../store/types.ts'
import { withCircuit } from '../store/with-circuit.ts'
import { withDeadline } from '../store/with-deadline.ts'
import type { TokensEvent } from '../token-client/watch.ts'
import { OpenCalls } from '../waiting/open-calls.ts'
import { createGateCounts, type GateCounts } from './counts.ts'
import type { GateOptions } from './gate-options.ts'
import { createGateTokens, type GateTokens } from './gate-tokens.ts'
import { createLog, exchangesFail, type Log } from './log.ts'

/** What outlives a reading of the document. */
export interface Lasting {
  readonly parsed: ParsedOptions
  readonly log: Log
  readonly events: Events
  readonly counts: GateCounts
  readonly keys: KeySources
  readonly revocations: Revocations
  readonly introspections: IntrospectionWatches
  readonly tokens: GateTokens
  readonly logins: LoginFinder
  /** What the schemes of each reading are made with. */
  readonly services: SchemeServices
  /** Ends timers, fetches and exchanges. */
  close(): void
}

export function createLasting(parsed: ParsedOptions, options: GateOptions): Lasting {
  const log = createLog(options.log, parsed.settings)
  const events = createEvents()
  const counts = createGateCounts()
  const keys = createKeySources(parsed.settings.keys, (event) => events.emit('keys', event))
  const revocations = new Revocations({ store: options.store, clock: () => Date.now() / 1000 })
  const introspections = createIntrospectionWatches((event) => events.emit('introspection', event))
  const privateAddresses = parsed.settings.keys.privateAddresses ?? 'allow'
  const shared = sharedStore(options.store ?? createMemoryStore())
  const tokens = createGateTokens({
    settings: parsed.tokens.settings,
    counts: counts.exchanges,
    privateAddresses,
    store: options.store && shared.store,
    observe: (event) => tellOfTokens(event, log, events),
  })
  const loginCalls = new OpenCalls()
  const logins = new LoginFinder({ privateAddresses, calls: loginCalls })
  const services: SchemeServices = {
    sourceOf: keys.sourceOf,
    revocationOf: (issuer, claims, kids) => revocations.judge(issuer, claims, kids),
    counts: counts.tokens,
    introspections,
    privateAddresses,
    ...shared,
  }
  const close = (): void => {
    for (const one of [revocations, keys, introspections, loginCalls, tokens]) one.close()
  }
  return { parsed, log, events, counts, keys, revocations, introspections, tokens, logins, services, close }
}

/** A memory that is full is not down: a rest would make it forget nothing sooner. */
function sharedStore(store: Store): Pick<SchemeServices, 'store' | 'storeSince'> {
  const storeSince = memorySince(store)
  return storeSince === undefined ? { store: withCircuit(withDeadline(store)) } : { store, storeSince }
}

function tellOfTokens(event: TokensEvent, log: Log, events: Events): void {
  if (event.kind === 'failed') log.warn(exchangesFail(event))
  events.emit('tokens', event)
}
