import type { KeySet } from './key-set.ts'
import type { KeyLimits } from './limits.ts'
import type { LoadedKeys } from './load-key-set.ts'

/** The keys of the last fetch that brought some, on a clock that nobody can set (F-19). */
export interface HeldKeys extends LoadedKeys {
  readonly atMs: number
  /** Milliseconds, within the limits. */
  readonly freshForMs: number
}

export function hold(loaded: LoadedKeys, { minAgeMs, maxAgeMs }: KeyLimits, nowMs: number): HeldKeys {
  const wanted = loaded.freshForMs ?? maxAgeMs
  return { ...loaded, atMs: nowMs, freshForMs: Math.min(Math.max(wanted, minAgeMs), maxAgeMs) }
}

/** The keys, as long as they may serve. */
export function serving(held: HeldKeys | undefined, { maxStaleMs }: KeyLimits, nowMs: number): KeySet | undefined {
  return held !== undefined && nowMs - held.atMs < held.freshForMs + maxStaleMs ? held.keys : undefined
}

export function isStale({ atMs, freshForMs }: HeldKeys, nowMs: number): boolean {
  return nowMs - atMs > freshForMs
}

/** How many keys came and went from one set to the next. */
export function countChanges(before: KeySet, after: KeySet): { readonly added: number; readonly removed: number } {
  return { added: countOthers(after, before), removed: countOthers(before, after) }
}

/** A key that is the same is the same object. */
function countOthers(keys: KeySet, known: KeySet): number {
  return keys.filter((key) => !known.includes(key)).length
}
