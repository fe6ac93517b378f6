import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap } from 'yaml'
import type { Pointer } from '../types.ts'
import type { AliasTargets } from './convert-yaml.ts'
import type { Locator } from './source-file.ts'

/** Where a reader looks for a value, and the value. */
interface Entry {
  readonly at: number
  readonly node: ParsedNode | null
}

/** Finds values in a syntax tree, through aliases as well. The keys of each mapping on the way are read once. */
export function createYamlLocator(root: ParsedNode | null, targets: AliasTargets): Locator {
  const known = new WeakMap<YAMLMap.Parsed, ReadonlyMap<string, Entry>>()
  function entriesOf(mapping: YAMLMap.Parsed): ReadonlyMap<string, Entry> {
    const entries = known.get(mapping) ?? readEntries(mapping)
    known.set(mapping, entries)
    return entries
  }
  function enter(node: ParsedNode | null, step: string): Entry | undefined {
    const value = isAlias(node) ? targets.get(node) : node
    if (isMap(value)) return entriesOf(value).get(step)
    if (!isSeq(value)) return undefined
    const item = value.items[Number(step)]
    return item && { at: item.range[0], node: item }
  }
  return {
    locate(pointer: Pointer) {
      let found: Entry = { at: root?.range[0] ?? 0, node: root }
      for (const step of pointer) {
        const next = enter(found.node, step)
        if (next === undefined) break
        found = next
      }
      return found.at
    },
  }
}

function readEntries(mapping: YAMLMap.Parsed): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const { key, value } of mapping.items) {
    if (isScalar(key)) entries.set(String(key.value), { at: key.range[0], node: value })
  }
  return entries
}
