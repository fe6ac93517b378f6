import { parseOptions } from './configuration/parse-options.ts'
import type { ParsedOptions } from './configuration/types.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { createDecisionCounts } from './enforcement/counts.ts'
import { assertEventName, createEvents } from './enforcement/events.ts'
import { GivenRequest } from './enforcement/given-request.ts'
import { createGateDocs } from './express/docs/gate-docs.ts'
import { LoginFinder } from './express/docs/login/login-finder.ts'
import { createGateMiddleware } from './express/gate-middleware.ts'
import { createValidationCounts } from './express/validation/counts.ts'
import type { GateOptions } from './gate/gate-options.ts'
import { createGateTokens, lastingClient } from './gate/gate-tokens.ts'
import type { Gate } from './gate/gate-types.ts'
import { describeHealth } from './gate/health.ts'
import { createLog, exchangesFail } from './gate/log.ts'
import { type Reading, readDocument } from './gate/reading.ts'
import { createReload } from './gate/reload.ts'
import { requireKeys } from './gate/require-keys.ts'
import { type Lasting, run } from './gate/running.ts'
import { createIntrospectionWatches } from './jwt/introspection/watch.ts'
import { createKeySources } from './jwt/keys/create-key-sources.ts'
import { parseRevocation } from './jwt/revocation/revocation.ts'
import { Revocations } from './jwt/revocation/revocations.ts'
import { createMemoryStore, memorySince } from './store/memory-store.ts'
import type { Store } from './store/types.ts'
import { withCircuit } from './store/with-circuit.ts'
import { withDeadline } from './store/with-deadline.ts'
import { OpenCalls } from './waiting/open-calls.ts'

/**
 * Reads an OpenAPI document and makes a gate of it, which enforces the document's security on every route.
 *
 * @param document A path (YAML or JSON, relative to the working directory), a `URL`, or an object. OpenAPI 3.0 to 3.2.
 * @throws {ConfigurationError} with every error of the document and of the options at once. An issuer that does not
 * answer is none of them, unless `requireReady` says so: `gate.ready()` waits for keys, the start does not.
 * @example
 * const gate = await portcullis('openapi.yaml', { domain: 'tenant.auth0.com', audience: 'https://api.example.com' })
 * gate.mount(app)
 */
export async function portcullis(document: string | URL | object, options: GateOptions = {}): Promise<Gate> {
  // A copy, so that what the caller does to its object while the document is read changes nothing.
  const given = { ...options }
  const diagnostics: Diagnostic[] = []
  const parsed = parseOptions(given, process.env, (diagnostic) => void diagnostics.push(diagnostic))
  const reading = await readDocument(document, parsed, diagnostics)
  // Wrong options are errors, which reading throws.
  if (parsed === undefined) throw new Error('wrong options that nobody reported')
  const gate = await createGate(document, reading, parsed, given)
  const { requireReady } = parsed.settings
  if (requireReady !== undefined) await requireKeys(gate, requireReady)
  return gate
}

async function createGate(
  document: string | URL | object,
  reading: Reading,
  parsed: ParsedOptions,
  options: GateOptions,
): Promise<Gate> {
  const log = createLog(options.log, parsed.settings)
  log.start(reading.settings, reading.diagnostics)
  const events = createEvents()
  const keys = createKeySources(parsed.settings.keys, (event) => events.emit('keys', event))
  const clock = (): number => Date.now() / 1000
  const revocations = new Revocations({ store: options.store, clock })
  const tokens = {
    signaturesChecked: 0,
    signaturesRemembered: 0,
    introspectionsAsked: 0,
    introspectionsRemembered: 0,
  }
  const exchanges = { tokensExchanged: 0, tokensRemembered: 0 }
  const decisions = createDecisionCounts()
  const validations = createValidationCounts()
  const introspections = createIntrospectionWatches((event) => events.emit('introspection', event))
  const privateAddresses = parsed.settings.keys.privateAddresses ?? 'allow'
  const shared = sharedStore(options.store ?? createMemoryStore())
  const services: Lasting['services'] = {
    sourceOf: keys.sourceOf,
    revocationOf: (issuer, claims, kids) => revocations.judge(issuer, claims, kids),
    counts: tokens,
    introspections,
    privateAddresses,
    ...shared,
  }
  const gateTokens = createGateTokens({
    settings: parsed.tokens.settings,
    counts: exchanges,
    privateAddresses,
    store: options.store && shared.store,
    observe: (event) => {
      if (event.kind === 'failed') log.warn(exchangesFail(event))
      events.emit('tokens', event)
    },
  })
  const lasting: Lasting = { parsed, services, events, counts: decisions, validations, log, tokens: gateTokens }

  const first = run(reading, lasting)
  const logins = new OpenCalls()
  const documented = { ...reading, enforcement: first.enforcement }
  const docs = createGateDocs(
    documented,
    parsed.settings.docs,
    new LoginFinder({ privateAddresses, calls: logins }),
    log.warn,
  )
  const middleware = createGateMiddleware(first, {
    basePathGiven: parsed.policy.basePath !== undefined,
    seal: parsed.settings.seal,
    allowRoutes: parsed.settings.allowRoutes,
    undocumented: parsed.settings.undocumented,
    onDenied: options.onDenied,
    validates: parsed.settings.validate !== false,
    docs: parsed.settings.docs === false ? undefined : docs.mounted,
    log: log.warn,
  })
  const {
    running,
    reload,
    lastReload,
    close: closeReload,
  } = createReload(document, first, { lasting, keys, middleware, docs })
  const introspected = (): readonly string[] => {
    const { settings } = running().reading
    return [...new Set(settings.flatMap(({ introspects }) => introspects ?? []))]
  }
  for (const source of keys.all()) source.ready().catch(() => undefined)
  await revocations.start()

  const gate: Gate = {
    get policy() {
      return running().policy.policy
    },
    tokens: lastingClient(() => running().tokens),
    mount(app) {
      middleware.mount(app)
      return gate
    },
    protect: () => middleware.protect,
    validator: middleware.validator,
    seal: middleware.seal,
    guard: middleware.guard,
    docs: docs.standing,
    decide: async (request) => (await running().enforcement.decide(new GivenRequest(request))).decision,
    ready: async () => void (await Promise.all(keys.all().map((source) => source.ready()))),
    health: () =>
      describeHealth(
        keys.all(),
        running().notEnforced,
        lastReload(),
        introspected().map(introspections.health),
        gateTokens.health(),
        revocations.size,
        {
          ...decisions,
          ...tokens,
          ...exchanges,
          ...validations,
          keyFetches: keys.fetches(),
          listenerFailures: events.failures(),
        },
      ),
    reload,
    async revoke(what) {
      const issuers = [...keys.all().map(({ issuer }) => issuer), ...introspected()]
      const entry = parseRevocation(what, [...new Set(issuers)], clock())
      gateTokens.forget(entry)
      await revocations.add(entry)
    },
    async close() {
      closeReload()
      revocations.close()
      keys.close()
      introspections.close()
      logins.close()
      gateTokens.close()
    },
    on(name, listener) {
      assertEventName(name)
      events.on(name, listener)
      return gate
    },
    off(name, listener) {
      events.off(name, listener)
      return gate
    },
  }
  return Object.freeze(gate)
}

/** A memory that is full is not down: a rest would make it forget nothing sooner. */
function sharedStore(store: Store): Pick<Lasting['services'], 'store' | 'storeSince'> {
  const storeSince = memorySince(store)
  return storeSince === undefined ? { store: withCircuit(withDeadline(store)) } : { store, storeSince }
}
