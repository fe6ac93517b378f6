import type { Report } from '../diagnostics/diagnostic.ts'
import type { Given } from '../options/given.ts'
import { type NamedValues, namedValues, takeKnown } from '../options/named-values.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import type { SchemeKind } from '../schemes/kind.ts'
import { isSecretName } from './document-secrets.ts'
import type { Settings } from './types.ts'

/** What the options say by a scheme's name. */
export function optionValues(kind: SchemeKind, given: Given | undefined, report: Report): NamedValues {
  return given === undefined ? new Map() : namedValues(given, kind.options, report)
}

/**
 * What `x-portcullis` says on a scheme: the names of its kind, without those that have no place in a document. The
 * option `mode: 'enforce'` beats a report mode there.
 */
export function extensionValues(
  kind: SchemeKind,
  { extension }: SchemeDeclaration,
  mode: Settings['mode'],
  report: Report,
): NamedValues {
  const fields = [...(extension?.fields ?? [])].filter(([name]) => !isSecretName(name))
  const members = fields.map(([name, { value, place }]): [string, Given] => [
    name,
    { value, label: `x-portcullis.${name}`, place },
  ])
  const known = kind.options.filter((name) => !kind.notInDocument.includes(name))
  const values = new Map(takeKnown('x-portcullis', new Map(members), known, report))
  if (mode === 'enforce') values.delete('report')
  return values
}
