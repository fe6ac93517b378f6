import { isMapping } from '../plain-data.ts'
import type { Pointer } from '../types.ts'
import { isInternal } from './internal-extensions.ts'

/** Members whose values are data of the API's own: a `$ref` in there is no reference. */
const data: ReadonlySet<string> = new Set(['const', 'dataValue', 'default', 'enum', 'example', 'value'])

/** Mappings whose members have names of the document's choice, `default` and `value` among them. */
const named: ReadonlySet<string> = new Set([
  ...['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties', 'schemas'],
  ...['callbacks', 'examples', 'headers', 'links', 'parameters', 'pathItems', 'requestBodies', 'responses'],
  ...['mediaTypes', 'securitySchemes', 'x-referenced'],
])

/**
 * The texts of all `$ref`s in a value, each once, but for those in data and in extensions that are nobody else's business:
 * what they lead to is not published. Data that is nested deeper than documents may be was refused before.
 */
export function referencesIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>()
  mapReferences(value, (reference) => {
    found.add(reference)
    return reference
  })
  return found
}

/** A copy with other texts in its `$ref`s. */
export function mapReferences(value: unknown, map: (reference: string) => string, names = false): unknown {
  if (Array.isArray(value)) return value.map((item) => mapReferences(item, map))
  if (!isMapping(value)) return value
  const entries = Object.entries(value).map(([name, member]) => {
    if (name === '$ref' && typeof member === 'string') return [name, map(member)] as const
    const isClosed = isInternal(name) || (!names && holdsData(name, member))
    return [name, isClosed ? member : mapReferences(member, map, !names && named.has(name))] as const
  })
  return Object.fromEntries(entries)
}

/** `examples` of a schema are a list of data (JSON Schema); elsewhere they are a mapping of Example Objects. */
function holdsData(name: string, member: unknown): boolean {
  return data.has(name) || (name === 'examples' && Array.isArray(member))
}

/** A JSON pointer as a `$ref` has it behind its "#" (RFC 6901 §6). */
export function pointerText(pointer: Pointer): string {
  return pointer.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')
}
