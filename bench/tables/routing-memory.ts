import { run } from '../children.ts'
import type { KeptPerOperation } from '../keep-matcher.ts'
import type { Table } from '../table.ts'

const sizes: readonly number[] = [1500, 10_000]

/** What a matcher keeps beside the rules that it finds. */
export async function measureMatcherMemory(): Promise<Table> {
  return {
    title: 'Memory kept for routing',
    note:
      'Bytes of heap per operation after collections, each row from a process of its own: what the matcher adds, and ' +
      'the policy whose rules it finds.',
    columns: ['operations', 'matcher, bytes', 'policy, bytes'],
    rows: await Promise.all(sizes.map(rowOf)),
  }
}

async function rowOf(size: number): Promise<readonly string[]> {
  const kept = await run<KeptPerOperation>('keep-matcher', { parameters: [String(size)], collectable: true })
  return [size.toLocaleString('en'), kept.matcher.toFixed(0), kept.policy.toFixed(0)]
}
