import { parseOptions } from './configuration/parse-options.ts'
import type { ParsedOptions } from './configuration/types.ts'
import type { Diagnostic } from './diagnostics/diagnostic.ts'
import { createGateDocs } from './express/docs/gate-docs.ts'
import { createGateMiddleware } from './express/gate-middleware.ts'
import { createGateFace } from './gate/gate-face.ts'
import type { GateOptions } from './gate/gate-options.ts'
import type { Gate } from './gate/gate-types.ts'
import { createLasting } from './gate/lasting.ts'
import { type Reading, readDocument } from './gate/reading.ts'
import { createReload } from './gate/reload.ts'
import { requireKeys } from './gate/require-keys.ts'
import { run } from './gate/running.ts'

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
  const { settings } = parsed
  const lasting = createLasting(parsed, options)
  const { log, keys, revocations } = lasting
  log.start(reading.settings, reading.diagnostics)
  const first = run(reading, lasting)
  const documented = { ...reading, enforcement: first.enforcement }
  const docs = createGateDocs(documented, settings.docs, lasting.logins, log.warn)
  const middleware = createGateMiddleware(first, {
    basePathGiven: parsed.policy.basePath !== undefined,
    seal: settings.seal,
    allowRoutes: settings.allowRoutes,
    undocumented: settings.undocumented,
    onDenied: options.onDenied,
    validates: settings.validate !== false,
    docs: settings.docs === false ? undefined : docs.mounted,
    log: log.warn,
  })
  const reload = createReload(document, first, { lasting, middleware, docs })
  for (const source of keys.all()) source.ready().catch(() => undefined)
  await revocations.start()
  return createGateFace({ lasting, middleware, docs, reload })
}
