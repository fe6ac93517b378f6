import { isMapping, type Mapping } from '../plain-data.ts'
import { parseFragment } from '../references/parse-reference.ts'
import type { Pointer } from '../types.ts'

/** `$ref`s that lead from one to the next. */
const longestTrail = 64

/** How many `$ref`s were followed for one value. */
interface Trail {
  length: number
}

/** What a reference inside the document leads to, with what is written beside it. A value that is none is itself. */
export function follow(written: unknown, whole: Mapping, trail: Trail = { length: 0 }): unknown {
  let value = written
  while (isMapping(value)) {
    const { $ref: reference, ...beside } = value
    const pointer = typeof reference === 'string' ? pointerIn(reference) : undefined
    if (pointer === undefined) return value
    trail.length += 1
    const target = trail.length > longestTrail ? undefined : lookUp(pointer, whole, trail)
    if (!isMapping(target)) return value
    value = { ...target, ...beside }
  }
  return value
}

/** The steps of a reference inside the document; undefined where it leads elsewhere or is no JSON pointer. */
export function pointerIn(reference: string): Pointer | undefined {
  if (!reference.startsWith('#')) return undefined
  const parsed = parseFragment(reference.slice(1))
  return 'pointer' in parsed ? parsed.pointer : undefined
}

/** Where a member is missing and the mapping has a `$ref`, it is looked for behind that, as the load does. */
function lookUp(pointer: Pointer, whole: Mapping, trail: Trail): unknown {
  let value: unknown = whole
  for (const step of pointer) {
    if (isMapping(value) && !Object.hasOwn(value, step)) value = follow(value, whole, trail)
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return value
}
