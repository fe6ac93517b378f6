import { configureSchemes } from './configuration/configure-schemes.ts'
import { parseOptions } from './configuration/parse-options.ts'
import type { ParsedOptions, SchemeSettings } from './configuration/types.ts'
import { ConfigurationError } from './diagnostics/configuration-error.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { compileAllowedRoutes } from './enforcement/allowed-routes.ts'
import { createEnforcement, type Enforcement } from './enforcement/enforcement.ts'
import { createEngine } from './enforcement/engine.ts'
import { assertEventName, createEvents, type Events } from './enforcement/events.ts'
import { notEnforced, type Plan, planRules } from './enforcement/plan.ts'
import { createGateDocs } from './express/docs/gate-docs.ts'
import { createGateMiddleware } from './express/gate-middleware.ts'
import type { GateOptions } from './gate-options.ts'
import type { Gate } from './gate-types.ts'
import { describeHealth } from './health.ts'
import { createKeySources } from './jwt/keys/create-key-sources.ts'
import { createLog, type Log } from './log.ts'
import { type LoadedPolicy, loadPolicy } from './policy/read-policy.ts'
import type { Rule } from './policy/types.ts'
import { createMatcher } from './routing/matcher.ts'

/**
 * Reads an OpenAPI document and makes a gate of it, which enforces the document's security on every route.
 *
 * @param document A path (YAML or JSON, relative to the working directory), a `URL`, or an object. OpenAPI 3.0 to 3.2.
 * @throws {ConfigurationError} with every error of the document and of the options at once. An issuer that does not
 * answer is none of them: `gate.ready()` waits for keys, the start does not.
 * @example
 * const gate = await portcullis('openapi.yaml', { domain: 'tenant.auth0.com', audience: 'https://api.example.com' })
 * gate.mount(app)
 */
export async function portcullis(document: string | URL | object, options: GateOptions = {}): Promise<Gate> {
  // A copy, so that what the caller does to its object while the document is read changes nothing.
  const given = { ...options }
  const start = await readStart(document, given)
  const log = createLog(given.log, start.parsed.settings)
  log.start(start.settings, start.diagnostics)
  return createGate(start, given, log)
}

/** Everything that was read and judged before a gate is made. */
interface Start {
  readonly parsed: ParsedOptions
  readonly loaded: LoadedPolicy
  readonly settings: readonly SchemeSettings[]
  readonly diagnostics: readonly Diagnostic[]
}

async function readStart(document: string | URL | object, options: GateOptions): Promise<Start> {
  const diagnostics: Diagnostic[] = []
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const parsed = parseOptions(options, process.env, report)
  const soft = parsed?.settings.mode === 'report'
  const loaded = await loadPolicy(document, parsed?.policy ?? {}, report, soft)
  const settings = parsed && loaded && configureSchemes(loaded.compiled, parsed.trust, report)
  const failed = diagnostics.some(({ severity }) => severity === 'error')
  if (failed || !parsed || !loaded || !settings) throw new ConfigurationError(diagnostics)
  return { parsed, loaded, settings, diagnostics }
}

function createGate({ parsed, loaded, settings }: Start, options: GateOptions, log: Log): Gate {
  const { compiled } = loaded
  const keys = createKeySources()
  const schemes = new Map(settings.map((one) => [one.name, one.create(keys)]))
  const plans = planRules(compiled, schemes, parsed.settings.mode)
  const events = createEvents()
  const enforcement = enforce(parsed, loaded, plans, events, log)
  const docs = createGateDocs(loaded, parsed.settings.docs)
  const middleware = createGateMiddleware({
    policy: compiled,
    schemes,
    enforcement,
    basePathGiven: parsed.policy.basePath !== undefined,
    onDenied: options.onDenied,
    docs: parsed.settings.docs === false ? undefined : docs.mounted,
    log: log.warn,
  })
  for (const source of keys.all()) source.ready().catch(() => undefined)
  const gate: Gate = {
    policy: compiled.policy,
    mount(app) {
      middleware.mount(app)
      return gate
    },
    protect: () => middleware.protect,
    docs: docs.standing,
    decide: async (request) => (await enforcement.decide(request)).decision,
    ready: async () => void (await Promise.all(keys.all().map((source) => source.ready()))),
    health: () => describeHealth(keys, notEnforced(plans.values(), schemes.values()), enforcement.counters()),
    close: async () => {
      for (const source of keys.all()) source.close()
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

function enforce(
  { settings }: ParsedOptions,
  { compiled }: LoadedPolicy,
  plans: ReadonlyMap<Rule, Plan>,
  events: Events,
  log: Log,
): Enforcement {
  const matcher = createMatcher(compiled)
  const report = settings.mode === 'report'
  const { detail, undocumented } = settings
  const clock = Date.now
  const allowedRoutes = compileAllowedRoutes(settings.allowRoutes)
  const engine = createEngine({ matcher, plans, allowedRoutes, undocumented, report, detail, clock })
  return createEnforcement({ engine, matcher, events, report, clock, logRefusal: log.refusal })
}
