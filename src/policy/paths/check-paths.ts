import type { Finding, Note, Spot } from '../findings/finding.ts'
import { pathAmbiguous, pathSame, pathSameWithOtherSecurity, pathShadowed, pathUnsearched } from '../findings/paths.ts'
import { alternativeKey } from '../requirements/alternatives.ts'
import type { CompiledPolicy, Rule } from '../types.ts'
import { findOverlaps, type Overlap } from './find-overlaps.ts'

/** Notes where two operations share requests (P-34). `spots` says where each stands. */
export function checkPaths(spots: ReadonlyMap<Rule, Spot>, routing: CompiledPolicy['routing'], note: Note): void {
  const differ = createComparison()
  const { found, complete } = findOverlaps([...spots.keys()], routing, differ)
  for (const overlap of found) {
    const spot = spotOfPair(overlap, spots)
    if (spot !== undefined) note(findingOf(overlap, differ, spot))
  }
  const [first] = spots.values()
  if (!complete && first !== undefined) note(pathUnsearched(first))
}

function findingOf({ kind, first, second }: Overlap, differ: (a: Rule, b: Rule) => boolean, spot: Spot): Finding {
  switch (kind) {
    case 'same':
      return differ(first, second) ? pathSameWithOtherSecurity(spot) : pathSame(spot)
    case 'shadowed':
      return pathShadowed(spot)
    case 'ambiguous':
      return pathAmbiguous(spot)
  }
}

function spotOfPair({ kind, first, second }: Overlap, spots: ReadonlyMap<Rule, Spot>): Spot | undefined {
  const one = spots.get(first)
  const other = spots.get(second)
  const word = kind === 'shadowed' ? 'before' : 'with'
  return one && other && { name: `${one.name} ${word} ${other.name}`, place: other.place }
}

/** Whether two rules let in different callers. Each is spelt out once. */
function createComparison(): (first: Rule, second: Rule) => boolean {
  const keys = new Map<Rule, string>()
  function keyOf(rule: Rule): string {
    const known = keys.get(rule)
    if (known !== undefined) return known
    const key = JSON.stringify([rule.alternatives.map(alternativeKey).sort(), rule.extension])
    keys.set(rule, key)
    return key
  }
  return (first, second) => {
    if (first.alternatives === second.alternatives && first.extension === second.extension) return false
    return keyOf(first) !== keyOf(second)
  }
}
