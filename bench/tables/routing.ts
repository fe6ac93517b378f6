import type { Table } from '../table.ts'
import { measureLookUps } from './routing-look-ups.ts'
import { measureMatcherMemory } from './routing-memory.ts'
import { measureRoutedRequests } from './routing-requests.ts'
import { measureSeal } from './routing-seal.ts'

/** Whether a large document costs each request more than a small one. */
export async function measureRouting(): Promise<readonly Table[]> {
  return [await measureLookUps(), await measureRoutedRequests(), await measureMatcherMemory(), await measureSeal()]
}
