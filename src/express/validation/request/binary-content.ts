import { isMapping } from '../../../document/plain-data.ts'

/** What says something about a value and asks nothing of it. */
const annotations: ReadonlySet<string> = new Set([
  'contentMediaType',
  'default',
  'deprecated',
  'description',
  'example',
  'examples',
  'externalDocs',
  'title',
])

/**
 * Whether content is documented as bytes, which are held against no schema: without one or with one that asks nothing (as
 * 3.1 has it), or as a string of the format `binary` (as 3.0 has it).
 * @param content A media type object as the validator keeps it, with its schema in place of a `$ref`.
 */
export function isBinary(content: unknown): boolean {
  const { schema = true }: { schema?: unknown } = Object(content)
  if (schema === true || schema === null) return true
  if (!isMapping(schema)) return false
  if (schema.format === 'binary') return [schema.type].flat().every((type) => !isStructure(type))
  return Object.keys(schema).every((name) => annotations.has(name) || name.startsWith('x-'))
}

function isStructure(type: unknown): boolean {
  return type === 'object' || type === 'array'
}
