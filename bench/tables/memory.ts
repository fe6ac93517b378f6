import { createTestIssuer, type TestIssuer } from '../../src/testing/index.ts'
import { run } from '../children.ts'
import type { BenchDocument } from '../documents.ts'
import type { GateJob } from '../keep-memory.ts'
import { medianOf, withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

/** Processes per row. They differ by little. */
const processes = 2

/** What a mounted gate keeps, above an Express application without one. */
export async function measureMemory(documents: readonly BenchDocument[]): Promise<Table> {
  const issuer = await createTestIssuer()
  const bare = await keptBy()
  const rows: string[][] = [['bare Express', withSpread(bare), '0.0']]
  for (const document of documents) {
    for (const docs of [false, true]) {
      const kept = await keptBy(jobOf(document, issuer, docs))
      rows.push([
        `${document.name}, documentation ${docs ? 'on' : 'off'}`,
        withSpread(kept),
        (medianOf(kept) - medianOf(bare)).toFixed(1),
      ])
    }
  }
  rows.push(await rowOfTokens())
  return {
    title: 'Memory kept after the start',
    note: 'Heap and external memory (MB) after collections, of processes that listen: median, lowest and highest.',
    columns: ['process', 'kept, MB', 'above bare Express, MB'],
    rows,
  }
}

/** Ten thousand operations, and as many callers whose tokens are remembered. */
async function rowOfTokens(): Promise<string[]> {
  const kept = await inMegabytes(() => run<number>('keep-tokens', { parameters: ['gate'], collectable: true }))
  const bare = await inMegabytes(() => run<number>('keep-tokens', { parameters: ['bare'], collectable: true }))
  return ['10,000 operations and 10,000 tokens', withSpread(kept), (medianOf(kept) - medianOf(bare)).toFixed(1)]
}

async function keptBy(job?: GateJob): Promise<readonly number[]> {
  const parameters = job === undefined ? [] : [JSON.stringify(job)]
  return inMegabytes(() => run<number>('keep-memory', { parameters, collectable: true }))
}

async function inMegabytes(once: () => Promise<number>): Promise<readonly number[]> {
  const bytes = await Promise.all(Array.from({ length: processes }, once))
  return bytes.map((kept) => kept / 1e6)
}

function jobOf({ path, schemes }: BenchDocument, issuer: TestIssuer, docs: boolean): GateJob {
  return {
    document: path,
    options: {
      publicOperations: 'implicit',
      log: false,
      docs,
      schemes: Object.fromEntries([
        ...schemes.tokens.map((name) => [name, issuer.scheme]),
        ...schemes.keys.map((name) => [name, { keys: [{ name: 'bench', key: `key-of-${name}` }] }]),
      ]),
    },
  }
}
