import type { Report } from '../diagnostics/diagnostic.ts'
import { createFields, type Fields } from '../options/fields.ts'
import { type Given, wrongValue } from '../options/given.ts'
import { membersOf, type NamedValues, namedValues } from '../options/named-values.ts'
import { parsePolicyOptions, policyOptionNames } from '../policy/parse-options.ts'
import type { PolicyOptions } from '../policy/types.ts'
import { isStore, storeForm } from '../store/is-store.ts'
import { memorySince } from '../store/memory-store.ts'
import { readTokenClient } from '../token-client/read-options.ts'
import { copyOptions } from './copy-options.ts'
import { isOneOfSeveral, readEnvironment, reportUncheckedTls } from './environment.ts'
import { gatewayNames } from './gateway-trust.ts'
import { readSettings } from './settings.ts'
import { createTeller } from './teller.ts'
import type { ParsedOptions } from './types.ts'

const gateNames = [
  ...policyOptionNames,
  'domain',
  'audience',
  'trust',
  'schemes',
  'mode',
  'origin',
  'allowedOrigins',
  'undocumented',
  'allowRoutes',
  'seal',
  'env',
  'docs',
  'detail',
  'keys',
  'requireReady',
  'store',
  'tokens',
  'log',
  'onDenied',
  'validate',
]

/**
 * The options of `portcullis()`, copied and judged as far as that needs no document. Undefined where something is wrong,
 * which was reported. `environment` is read where the options bring none.
 */
export function parseOptions(
  options: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  report: Report,
): ParsedOptions | undefined {
  const { tell, failed } = createTeller(undefined, report)
  const fields = fieldsOf(options, gateNames, tell)
  reportNoFunctions(fields, tell)
  reportUncheckedTls(environment, tell)
  const variables = readEnvironment(fields.given('env'), environment, tell)
  const settings = readSettings(fields, variables, tell)
  const parsed: ParsedOptions = Object.freeze({
    policy: readPolicyOptions(fields, tell),
    settings,
    trust: Object.freeze({
      mode: settings.mode,
      strict: settings.seal === 'strict',
      unshared: isOneOfSeveral(variables) && !isShared(fields.given('store')?.value),
      schemes: readSchemes(fields.given('schemes'), tell),
      domain: fields.given('domain'),
      audience: fields.given('audience'),
      trust: readGateways(fields, tell),
      environment: variables,
    }),
    tokens: readTokens(fields, variables, tell),
  })
  return failed() ? undefined : parsed
}

/** A copy of the options that say how the document is read. */
function readPolicyOptions(fields: Fields, report: Report): PolicyOptions {
  const given = policyOptionNames.map((name) => [name, fields.given(name)?.value])
  const { basePath, publicOperations, routing, allow } = parsePolicyOptions(Object.fromEntries(given), report)
  return Object.freeze({
    ...(basePath !== undefined && { basePath }),
    publicOperations,
    routing: { ...routing },
    allow: [...allow],
  })
}

function fieldsOf(options: unknown, known: readonly string[], report: Report): Fields {
  const given: Given = { value: copyWithStores(options) ?? {}, label: '', place: undefined }
  return createFields(namedValues(given, known, report), report)
}

/**
 * A store is somebody's object, with a connection in it, and no data to copy, and the token client may have one of its own.
 * The validator's options hold expressions and functions.
 */
function copyWithStores(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return copyOptions(options)
  const { store, tokens, validate, ...others }: { store?: unknown; tokens?: unknown; validate?: unknown } = options
  return {
    ...Object(copyOptions(others)),
    ...(store !== undefined && { store }),
    ...(tokens !== undefined && { tokens: copyWithStores(tokens) }),
    ...(validate !== undefined && { validate: isPlainObject(validate) ? { ...validate } : validate }),
  }
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Without options the environment alone says who asks. */
function readTokens(fields: Fields, environment: NamedValues, report: Report): ParsedOptions['tokens'] {
  const given = fields.given('tokens')
  const settings = readTokenClient(
    given ?? { value: {}, label: 'tokens', place: undefined },
    environment,
    fields.given('store') !== undefined,
    report,
  )
  return Object.freeze({ given, settings })
}

function readSchemes(given: Given | undefined, report: Report): NamedValues {
  return given === undefined ? new Map() : membersOf(given, 'an object with a member for each scheme', report)
}

/** The gateways whose extensions count. */
function readGateways(fields: Fields, report: Report): NamedValues {
  const wanted = gatewayNames.map((name) => `'${name}'`).join(' or ')
  const listed = fields.list('trust', `a list of ${wanted}`, (item): [string, Given] | undefined => {
    const known = gatewayNames.find((name) => name === item.value)
    if (known === undefined) report(wrongValue(item, wanted))
    return known && [known, item]
  })
  return new Map(listed)
}

/** They are used where their types are known; here they are only judged. */
function reportNoFunctions(fields: Fields, report: Report): void {
  const store = fields.given('store')
  if (store !== undefined && !isStore(store.value)) {
    report(wrongValue(store, storeForm))
  }
  const onDenied = fields.given('onDenied')
  const log = fields.given('log')
  if (onDenied !== undefined && typeof onDenied.value !== 'function') report(wrongValue(onDenied, 'a function'))
  if (log === undefined || log.value === false || typeof log.value === 'function') return
  report(wrongValue(log, 'a function of a line, or false'))
}

/** A store in memory is one process's own, whoever has made it. */
function isShared(store: unknown): boolean {
  return typeof store === 'object' && store !== null && memorySince(store) === undefined
}
