import type { Report } from '../diagnostics/diagnostic.ts'
import type { Fields } from '../options/fields.ts'
import { wrongValue } from '../options/given.ts'
import type { PolicyOptions } from '../policy/types.ts'

/** The names of `PolicyOptions`, which `readPolicy()` takes alone. */
export const policyNames: readonly string[] = Object.freeze(['basePath', 'publicOperations', 'routing', 'allow'])

/** A copy of the options that the policy is compiled with, checked as far as that needs no document. */
export function readPolicyOptions(fields: Fields, report: Report): PolicyOptions {
  const basePath = readBasePath(fields, report)
  const publicOperations = fields.choice('publicOperations', ['explicit', 'implicit'])
  const routing = fields.record('routing', ['caseSensitive', 'strict'])
  const allow = fields.texts('allow', 0)
  return {
    ...(basePath !== undefined && { basePath }),
    ...(publicOperations !== undefined && { publicOperations }),
    ...(routing !== undefined && { routing: readRouting(routing) }),
    ...(allow !== undefined && { allow: [...allow] }),
  }
}

function readBasePath(fields: Fields, report: Report): string | undefined {
  const given = fields.given('basePath')
  if (given === undefined || given.value === '') return given && ''
  const text = fields.text('basePath')
  if (text === undefined || text.startsWith('/')) return text
  report(wrongValue(given, "a path from the root, as '/v1'"))
  return undefined
}

function readRouting(fields: Fields): NonNullable<PolicyOptions['routing']> {
  return {
    caseSensitive: fields.flag('caseSensitive') ?? false,
    strict: fields.flag('strict') ?? false,
  }
}
