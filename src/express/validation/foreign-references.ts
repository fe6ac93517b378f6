import { jsonPointer } from '../../document/place.ts'
import { isMapping } from '../../document/plain-data.ts'
import type { Pointer } from '../../document/types.ts'

/** Members that hold data of the API's callers, in which a `$ref` is no reference. */
const data: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'const'])

/** Where a document refers to other files, as JSON pointers. */
export function findForeignReferences(content: unknown): readonly string[] {
  const found: string[] = []
  collect(content, [], found)
  return found
}

function collect(value: unknown, pointer: Pointer, found: string[]): void {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) collect(item, [...pointer, `${index}`], found)
  if (!isMapping(value)) return
  if (typeof value.$ref === 'string' && !value.$ref.startsWith('#')) found.push(jsonPointer([...pointer, '$ref']))
  for (const [name, member] of Object.entries(value)) {
    if (!data.has(name) || pointer.at(-1) === 'properties') collect(member, [...pointer, name], found)
  }
}
