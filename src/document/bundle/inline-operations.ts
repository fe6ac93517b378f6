import { isMapping, type Mapping } from '../plain-data.ts'
import { parseFragment } from '../references/parse-reference.ts'
import { referencesIn } from './references-in.ts'

/** `$ref`s that lead from one to the next. */
const longestTrail = 64

/**
 * Path items and operations in place of the references to them: whoever reads a document for its operations finds them where
 * they are.
 */
export function inlineOperations(content: Mapping): Mapping {
  const { paths } = content
  const inlined = isMapping(paths)
    ? { ...content, paths: mapValues(paths, (item) => inlineItem(item, content)) }
    : content
  return withoutUnused(inlined)
}

function inlineItem(written: unknown, whole: Mapping): unknown {
  const item = follow(written, whole)
  if (!isMapping(item)) return item
  return mapValues(item, (member, name) => (isHeld(name) ? member : follow(member, whole)))
}

/** Members of a path item that are no operations, and hold references of their own. */
function isHeld(name: string): boolean {
  return name === 'parameters' || name === 'servers' || name.startsWith('x-')
}

/** What a reference inside the document leads to, with what is written beside it. */
function follow(written: unknown, whole: Mapping): unknown {
  let value = written
  for (let step = 0; step < longestTrail; step += 1) {
    if (!isMapping(value)) return value
    const { $ref: reference, ...beside } = value
    if (typeof reference !== 'string' || !reference.startsWith('#')) return value
    const target = lookUp(reference.slice(1), whole)
    if (!isMapping(target)) return value
    value = { ...target, ...beside }
  }
  return written
}

function lookUp(fragment: string, whole: Mapping): unknown {
  const parsed = parseFragment(fragment)
  if (!('pointer' in parsed)) return undefined
  let value: unknown = whole
  for (const step of parsed.pointer) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return value
}

/** What nothing refers to under `x-referenced` is left out. */
export function withoutUnused(content: Mapping): Mapping {
  const { 'x-referenced': parts, ...others } = content
  if (!isMapping(parts)) return content
  const used = new Set<string>()
  const waiting: unknown[] = [others]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const reference of referencesIn(next)) {
      const [, number] = /^#\/x-referenced\/(\d+)$/.exec(reference) ?? []
      if (number === undefined || used.has(number)) continue
      used.add(number)
      waiting.push(parts[number])
    }
  }
  const kept = Object.entries(parts).filter(([number]) => used.has(number))
  return kept.length === 0 ? others : { ...others, 'x-referenced': Object.fromEntries(kept) }
}

function mapValues(mapping: Mapping, map: (value: unknown, name: string) => unknown): Mapping {
  return Object.fromEntries(Object.entries(mapping).map(([name, value]) => [name, map(value, name)]))
}
