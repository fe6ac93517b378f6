import type { Report } from '../diagnostics/diagnostic.ts'
import { createFields, type Fields } from '../options/fields.ts'
import { type Given, wrongValue } from '../options/given.ts'
import { membersOf, type NamedValues, type Names, namedValues } from '../options/named-values.ts'
import { parsePolicyOptions, policyOptionNames } from '../policy/parse-options.ts'
import type { PolicyOptions } from '../policy/types.ts'
import { memorySince } from '../store/memory-store.ts'
import { copyOptions } from './copy-options.ts'
import { isOneOfSeveral, readEnvironment, reportUncheckedTls } from './environment.ts'
import { gatewayNames } from './gateway-trust.ts'
import { readSettings } from './settings.ts'
import { createTeller } from './teller.ts'
import type { ParsedOptions } from './types.ts'

const gateNames: Names = {
  known: [
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
    'log',
    'onDenied',
  ],
  later: new Map<string, unknown>([
    ['validate', false],
    ['tokens', undefined],
  ]),
}

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

function fieldsOf(options: unknown, names: Names, report: Report): Fields {
  const given: Given = { value: copyWithStore(options) ?? {}, label: '', place: undefined }
  return createFields(namedValues(given, names, report), report)
}

/** A store is somebody's object, with a connection in it: the one thing of the options that is no data to copy. */
function copyWithStore(options: unknown): unknown {
  if (typeof options !== 'object' || options === null || !('store' in options)) return copyOptions(options)
  const { store, ...others } = options
  return { ...Object(copyOptions(others)), store }
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
    report(wrongValue(store, 'an object with the functions get, set, add and delete'))
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

function isStore(value: unknown): boolean {
  const methods: Readonly<Record<string, unknown>> = Object(value)
  return ['get', 'set', 'add', 'delete'].every((name) => typeof methods[name] === 'function')
}
