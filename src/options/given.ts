import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts'
import { sourceOf } from '../document/place.ts'
import type { Place } from '../document/types.ts'
import type { OptionCode } from './codes.ts'

/** A value that somebody gave, and where it was written. */
export interface Given {
  readonly value: unknown
  /** How a message names it: `schemes.auth0.issuer`, `AUTH0_DOMAIN`, `x-portcullis.issuer`. */
  readonly label: string
  /** Where it stands, when that is a document. */
  readonly place: Place | undefined
}

/** A member or an item of what was given. */
export function within(given: Given, name: string, value: unknown): Given {
  const { label, place } = given
  return {
    value,
    label: label === '' ? name : `${label}.${name}`,
    place: place && { file: place.file, pointer: [...place.pointer, name] },
  }
}

/** What a finding says beside its place. */
export interface Finding<Code extends string> {
  readonly code: Code
  readonly message: string
  readonly fix?: string
  readonly severity?: Severity
}

/** A finding about what was given, with its place. */
export function findingOn<Code extends string>(given: Given, finding: Finding<Code>): Diagnostic {
  return { severity: 'error', ...finding, ...(given.place && sourceOf(given.place)) }
}

/** It has the wrong type or form. The value itself is not told: it may be a secret (L-06). */
export function wrongValue(given: Given, wanted: string): Diagnostic {
  const code: OptionCode = 'option.value'
  const message = `${given.label || 'options'} has to be ${wanted}, not ${kindOf(given)}.`
  return findingOn(given, { code, message })
}

/** Options whose value may be a secret of the wrong type. */
const secretName = /(?:secret|passphrase|password|key|hash)$/i

function kindOf({ value, label }: Given): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'this list'
  switch (typeof value) {
    case 'string':
      return value.trim() === '' ? 'an empty text' : 'this text'
    case 'number':
      return secretName.test(label) ? 'a number' : String(value)
    case 'boolean':
      return String(value)
    case 'object':
      return 'an object'
    default:
      return `a ${typeof value}`
  }
}
