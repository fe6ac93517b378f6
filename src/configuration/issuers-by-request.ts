import type { Report } from '../diagnostics/diagnostic.ts'
import type { IssuersByRequest, NameIssuers } from '../jwt/types.ts'
import { createFields } from '../options/fields.ts'
import type { Given } from '../options/given.ts'
import type { NamedValues } from '../options/named-values.ts'
import { readAlgorithms } from './algorithms.ts'
import { keyNames } from './key-origin.ts'
import { issuerNames, reportMixed } from './read-issuers.ts'
import { pickValues } from './trust-source.ts'

/** The function that names the issuers of a request, where the options have one; a document cannot. */
export function issuerFunction(options: NamedValues): NameIssuers | undefined {
  const value = options.get('issuers')?.value
  return isFunction(value) ? value : undefined
}

function isFunction(value: unknown): value is NameIssuers {
  return typeof value === 'function'
}

/** What such issuers have in common; undefined where something is wrong, which was reported. */
export function readIssuersByRequest(
  name: NameIssuers,
  options: NamedValues,
  audiences: readonly string[],
  given: Given,
  report: Report,
): IssuersByRequest | undefined {
  if (reportMixed(given, options, ['issuers', ...issuerNames, ...keyNames], report)) return undefined
  const algorithms = readAlgorithms(createFields(pickValues(options, ['algorithms']), report), given, report)
  return algorithms && Object.freeze({ name, audiences, algorithms })
}
