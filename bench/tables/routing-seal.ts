import { run } from '../children.ts'
import type { SealTimes } from '../seal-routes.ts'
import type { Table } from '../table.ts'

const sizes: readonly number[] = [150, 1500, 10_000]

/** What `gate.seal(app)` takes: once at the start, or with the first request. */
export async function measureSeal(): Promise<Table> {
  return {
    title: 'Sealing an application',
    note: 'Milliseconds for a flat application of Express 5 with one route for each operation, in a process of its own.',
    columns: ['operations', 'first', 'again'],
    rows: await Promise.all(sizes.map(rowOf)),
  }
}

async function rowOf(size: number): Promise<readonly string[]> {
  const { first, again } = await run<SealTimes>('seal-routes', { parameters: [String(size)] })
  return [size.toLocaleString('en'), first.toFixed(0), again.toFixed(0)]
}
