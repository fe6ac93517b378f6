import type { Report } from '../diagnostics/diagnostic.ts'
import { nearestName } from '../diagnostics/nearest.ts'
import { plain, proposal, quote } from '../diagnostics/words.ts'
import type { OptionCode } from './codes.ts'
import { findingOn, type Given, within, wrongValue } from './given.ts'

/** Values by name, in the order in which they were given. */
export type NamedValues = ReadonlyMap<string, Given>

/** The members of an object, each read once; `wanted` says what it has to be. */
export function membersOf(given: Given, wanted: string, report: Report): NamedValues {
  const { value } = given
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report(wrongValue(given, wanted))
    return new Map()
  }
  return new Map(Object.entries(value).map(([name, member]) => [name, within(given, name, member)]))
}

/** The members of an object of options; one whose name is not among `known` is an error. */
export function namedValues(given: Given, known: readonly string[], report: Report): NamedValues {
  return takeKnown(given.label, membersOf(given, 'an object of options', report), known, report)
}

/** The members that are known and given; `undefined` is not given. */
export function takeKnown(owner: string, members: NamedValues, known: readonly string[], report: Report): NamedValues {
  const taken = new Map<string, Given>()
  for (const [name, member] of members) {
    if (known.includes(name)) {
      if (member.value !== undefined) taken.set(name, member)
    } else reportUnknown(owner, name, member, known, report)
  }
  return taken
}

function reportUnknown(owner: string, name: string, member: Given, known: readonly string[], report: Report): void {
  const code: OptionCode = 'option.unknown'
  const message = `${quote(name)} is no option${owner === '' ? '' : ` of ${plain(owner)}`}.`
  const fix = proposal(nearestName(name, known), `It may have: ${known.join(', ')}.`)
  report(findingOn(member, { code, message, fix }))
}
