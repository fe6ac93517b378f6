import type { Report } from '../diagnostics/diagnostic.ts'
import { createFields, type Fields } from '../options/fields.ts'
import { type Given, wrongValue } from '../options/given.ts'
import { membersOf, type NamedValues, type Names, namedValues } from '../options/named-values.ts'
import { parsePolicyOptions, policyOptionNames } from '../policy/parse-options.ts'
import type { PolicyOptions } from '../policy/types.ts'
import { copyOptions } from './copy-options.ts'
import { readEnvironment } from './environment.ts'
import { readSettings } from './settings.ts'
import { createTeller } from './teller.ts'
import type { ParsedOptions } from './types.ts'

const gateNames: Names = {
  known: [
    ...policyOptionNames,
    'domain',
    'audience',
    'schemes',
    'mode',
    'undocumented',
    'allowRoutes',
    'env',
    'docs',
    'detail',
    'log',
    'onDenied',
  ],
  later: new Map<string, unknown>([
    ['trust', undefined],
    ['seal', 'warn'],
    ['validate', false],
    ['tokens', undefined],
    ['store', undefined],
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
  const variables = readEnvironment(fields.given('env'), environment, tell)
  const settings = readSettings(fields, variables, tell)
  const parsed: ParsedOptions = Object.freeze({
    policy: readPolicyOptions(fields, tell),
    settings,
    trust: Object.freeze({
      mode: settings.mode,
      schemes: readSchemes(fields.given('schemes'), tell),
      domain: fields.given('domain'),
      audience: fields.given('audience'),
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
  const given: Given = { value: copyOptions(options) ?? {}, label: '', place: undefined }
  return createFields(namedValues(given, names, report), report)
}

function readSchemes(given: Given | undefined, report: Report): NamedValues {
  return given === undefined ? new Map() : membersOf(given, 'an object with a member for each scheme', report)
}

/** Both are used where their types are known; here they are only judged. */
function reportNoFunctions(fields: Fields, report: Report): void {
  const onDenied = fields.given('onDenied')
  const log = fields.given('log')
  if (onDenied !== undefined && typeof onDenied.value !== 'function') report(wrongValue(onDenied, 'a function'))
  if (log === undefined || log.value === false || typeof log.value === 'function') return
  report(wrongValue(log, 'a function of a line, or false'))
}
