import type { Report } from '../diagnostics/diagnostic.ts'
import type { OptionCode } from './codes.ts'
import { findingOn, type Given, within, wrongValue } from './given.ts'
import { type NamedValues, namedValues } from './named-values.ts'

/**
 * Reads named values as what they have to be. A value that is not there reads as undefined; so does one that is wrong,
 * which is reported: reading goes on, so that all mistakes are told at once.
 */
export interface Fields {
  /** Everything that was given, by name. */
  all(): NamedValues
  given(name: string): Given | undefined
  text(name: string): string | undefined
  /** One text or a list of at least `least`, which is one unless said. */
  texts(name: string, least?: 0 | 1): readonly string[] | undefined
  flag(name: string): boolean | undefined
  /** Both bounds count. */
  number(name: string, least: number, most: number): number | undefined
  /** A whole number; both bounds count. */
  count(name: string, least: number, most: number): number | undefined
  choice<Value extends string>(name: string, values: readonly Value[]): Value | undefined
  /** A list of what `parse` makes of each item; `least` as above. */
  list<Item>(name: string, wanted: string, parse: ParseItem<Item>, least?: 0 | 1): readonly Item[] | undefined
  /** An object with these names. */
  record(name: string, known: readonly string[]): Fields | undefined
}

type ParseItem<Item> = (item: Given) => Item | undefined

export function createFields(values: NamedValues, report: Report): Fields {
  const read = <Value>(name: string, parse: (given: Given, report: Report) => Value | undefined): Value | undefined => {
    const given = values.get(name)
    return given && parse(given, report)
  }
  return {
    all: () => values,
    given: (name) => values.get(name),
    text: (name) => read(name, parseText),
    texts: (name, least = 1) => read(name, (given) => parseTexts(given, least, report)),
    flag: (name) => read(name, parseFlag),
    number: (name, least, most) => read(name, (given) => parseNumber(given, least, most, report)),
    count: (name, least, most) => read(name, (given) => parseCount(given, least, most, report)),
    choice: (name, choices) => read(name, (given) => parseChoice(given, choices, report)),
    list: (name, wanted, parse, least = 1) => read(name, (given) => parseList(given, wanted, parse, least, report)),
    record: (name, known) => read(name, (given) => readFields(given, known, report)),
  }
}

/** The members of an object of options. */
export function readFields(given: Given, known: readonly string[], report: Report): Fields {
  return createFields(namedValues(given, known, report), report)
}

/** Reports each of the names that is not there. What is no object at all was reported as such. */
export function requireNames(parent: Given, fields: Fields, names: readonly string[], report: Report): void {
  if (typeof parent.value !== 'object') return
  const code: OptionCode = 'option.missing'
  for (const name of names.filter((wanted) => fields.given(wanted) === undefined)) {
    report(findingOn(parent, { code, message: `${parent.label} has no ${name}.`, fix: `Write ${name} into it.` }))
  }
}

/** A text that says something: not empty, and without blanks around it, which nobody sees (J-26, K-31). */
export function parseText(given: Given, report: Report): string | undefined {
  const { value } = given
  if (typeof value === 'string' && value !== '' && value === value.trim()) return value
  report(wrongValue(given, 'a text without blanks around it'))
  return undefined
}

/** One text, or a list of texts. */
export function parseTexts(given: Given, least: 0 | 1, report: Report): readonly string[] | undefined {
  if (typeof given.value !== 'string') {
    return parseList(given, 'a text or a list of texts', (item) => parseText(item, report), least, report)
  }
  const text = parseText(given, report)
  return text === undefined ? undefined : Object.freeze([text])
}

function parseFlag(given: Given, report: Report): boolean | undefined {
  if (typeof given.value === 'boolean') return given.value
  report(wrongValue(given, 'true or false'))
  return undefined
}

function parseNumber(given: Given, least: number, most: number, report: Report): number | undefined {
  const { value } = given
  if (typeof value === 'number' && value >= least && value <= most) return value
  report(wrongValue(given, describeRange(least, most)))
  return undefined
}

function parseCount(given: Given, least: number, most: number, report: Report): number | undefined {
  const number = parseNumber(given, least, most, report)
  if (number === undefined || Number.isInteger(number)) return number
  report(wrongValue(given, `a whole number from ${least} to ${most}`))
  return undefined
}

function describeRange(least: number, most: number): string {
  if (most !== Infinity) return `a number from ${least} to ${most}`
  return least === -Infinity ? 'a number' : `a number of at least ${least}`
}

function parseChoice<Value extends string>(given: Given, choices: readonly Value[], report: Report): Value | undefined {
  const chosen = choices.find((choice) => choice === given.value)
  if (chosen === undefined) report(wrongValue(given, choices.map((choice) => `'${choice}'`).join(' or ')))
  return chosen
}

function parseList<Item>(
  given: Given,
  wanted: string,
  parse: ParseItem<Item>,
  least: 0 | 1,
  report: Report,
): readonly Item[] | undefined {
  const { value } = given
  if (!Array.isArray(value) || value.length < least) {
    report(wrongValue(given, wanted))
    return undefined
  }
  const items = Array.from(value, (item, index) => parse(within(given, String(index), item)))
  const parsed = items.filter((item) => item !== undefined)
  return parsed.length === items.length ? Object.freeze(parsed) : undefined
}
