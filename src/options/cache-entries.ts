import type { Report } from '../diagnostics/diagnostic.ts'
import { readFields } from './fields.ts'
import type { Given } from './given.ts'

/** `cache: { entries }` or `cache: false`: how much is remembered. 0: nothing. */
export function readCacheEntries(given: Given | undefined, usual: number, report: Report): number {
  if (given === undefined) return usual
  if (given.value === false) return 0
  return readFields(given, ['entries'], report).number('entries', 1, 1_000_000) ?? usual
}
