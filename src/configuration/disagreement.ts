import type { Report } from '../diagnostics/diagnostic.ts'
import { plain, quote } from '../diagnostics/words.ts'
import type { Given } from '../options/given.ts'
import { findingOn } from '../options/given.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import type { ConfigurationCode } from './codes.ts'
import { placeName } from './document-trust.ts'

/** A place that says something, and what it says. */
export interface Statement {
  readonly given: Given
  readonly says: string
}

/** Two places contradict each other (V-01). Neither is a guess, so that nobody but the owner can say which is right. */
export function reportDisagreement(
  { name, place }: SchemeDeclaration,
  what: 'issuer' | 'audience',
  one: Statement,
  other: Statement,
  report: Report,
): void {
  const code: ConfigurationCode = 'trust.disagrees'
  const at = one.given.place ?? other.given.place ?? place
  const message = `The scheme ${quote(name)} has two ${what}s: ${tell(one)}, and ${tell(other)}.`
  const fix = `Correct one or take it out. What the options say by name beats both: schemes: { ${JSON.stringify(name)}: { … } }.`
  report(findingOn({ ...one.given, place: at }, { code, message, fix }))
}

function tell({ given: { label, place }, says }: Statement): string {
  const where = place === undefined ? label : `${label} (${placeName(place)})`
  return `${where} says ${plain(says)}`
}
