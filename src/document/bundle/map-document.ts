import { isMapping, type Mapping } from '../plain-data.ts'
import { isInternal } from './internal-extensions.ts'

/** Members whose values are data, names or texts, and no objects of OpenAPI or of JSON Schema. */
const data: ReadonlySet<string> = new Set([
  ...['const', 'dataValue', 'default', 'enum', 'example', 'value'],
  ...['mapping', 'required', 'scopes', 'security'],
])

/** Mappings whose members have names of the document's choice, `default` and `servers` among them. */
const named: ReadonlySet<string> = new Set([
  ...['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties', 'schemas'],
  ...['callbacks', 'examples', 'headers', 'links', 'parameters', 'pathItems', 'requestBodies', 'responses'],
  ...['content', 'encoding', 'mediaTypes', 'paths', 'securitySchemes', 'variables', 'webhooks', 'x-referenced'],
])

/**
 * A copy of a document, or of a part of one, for which `edit` is given each object of OpenAPI and of JSON Schema, the outer
 * one first. Data of the API's own and extensions for gateways stay as they are: a `$ref` in there is no reference. What is
 * nested deeper than documents may be was refused before.
 */
export function mapDocument(value: unknown, edit: (part: Mapping) => Mapping): unknown {
  return walk(value, edit, false)
}

/** @param names The value is a mapping of names to objects, unless it is a reference to one. */
function walk(value: unknown, edit: (part: Mapping) => Mapping, names: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, edit, false))
  if (!isMapping(value)) return value
  if (names && typeof value.$ref !== 'string') return mapValues(value, (member) => walk(member, edit, false))
  return mapValues(edit(value), (member, name) =>
    isInternal(name) || holdsData(name, member) ? member : walk(member, edit, holdsNames(name)),
  )
}

/** `examples` of a schema are a list of data (JSON Schema); elsewhere they are a mapping of Example Objects. */
function holdsData(name: string, member: unknown): boolean {
  return data.has(name) || (name === 'examples' && Array.isArray(member))
}

/** Whether a member of an object of OpenAPI or of JSON Schema is a mapping of names to such objects. */
export function holdsNames(name: string): boolean {
  return named.has(name)
}

/** Own members only, and `__proto__` stays a name like others. */
export function mapValues<Value>(
  mapping: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => unknown,
): Mapping {
  return Object.fromEntries(Object.entries(mapping).map(([name, value]) => [name, map(value, name)]))
}
