import type { Report } from '../diagnostics/diagnostic.ts'
import { type Fields, readFields } from '../options/fields.ts'
import { wrongValue } from '../options/given.ts'
import { parseBasePath } from './servers/base-path.ts'
import type { ParsedPolicyOptions } from './types.ts'

/** The names of `PolicyOptions`. */
export const policyOptionNames: readonly string[] = Object.freeze(['basePath', 'publicOperations', 'routing', 'allow'])

/** Reads `PolicyOptions`. What is wrong is reported, and reads as if it was not given. */
export function parsePolicyOptions(options: unknown, report: Report): ParsedPolicyOptions {
  const label = typeof options === 'object' && options !== null ? '' : 'options'
  const fields = readFields({ value: options, label, place: undefined }, policyOptionNames, report)
  const routing = fields.record('routing', ['caseSensitive', 'strict'])
  return Object.freeze({
    basePath: readBasePath(fields, report),
    publicOperations: fields.choice('publicOperations', ['explicit', 'implicit']) ?? 'explicit',
    routing: Object.freeze({
      caseSensitive: routing?.flag('caseSensitive') ?? false,
      strict: routing?.flag('strict') ?? false,
    }),
    allow: fields.texts('allow', 0) ?? Object.freeze([]),
  })
}

function readBasePath(fields: Fields, report: Report): string | undefined {
  const given = fields.given('basePath')
  if (given === undefined) return undefined
  const base = typeof given.value === 'string' && /^(?:\/|$)/.test(given.value) ? parseBasePath(given.value) : undefined
  if (base === undefined) report(wrongValue(given, "a path from the root, as '/v1', or '' for the root"))
  return base
}
