import { isMapping } from '../plain-data.ts'
import type { Pointer } from '../types.ts'

/** The texts of all `$ref`s in a value, each once. Data that is nested deeper than documents may be was refused before. */
export function referencesIn(value: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value) referencesIn(item, found)
  if (!isMapping(value)) return found
  for (const [name, member] of Object.entries(value)) {
    if (name === '$ref' && typeof member === 'string') found.add(member)
    else referencesIn(member, found)
  }
  return found
}

/** A copy with other texts in its `$ref`s. */
export function mapReferences(value: unknown, map: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapReferences(item, map))
  if (!isMapping(value)) return value
  const entries = Object.entries(value).map(([name, member]) => {
    const isReference = name === '$ref' && typeof member === 'string'
    return [name, isReference ? map(member) : mapReferences(member, map)] as const
  })
  return Object.fromEntries(entries)
}

/** A JSON pointer as a `$ref` has it behind its "#" (RFC 6901 §6). */
export function pointerText(pointer: Pointer): string {
  return pointer.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')
}
