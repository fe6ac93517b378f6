import { run } from '../children.ts'
import type { BenchDocument } from '../documents.ts'
import type { ReadingRound } from '../read-document.ts'
import { withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

/** One of YAML takes as long as twenty of JSON. */
const rounds = { yaml: 3, json: 15 }

/** What `readPolicy` costs beside the parser that the document needs anyway. */
export async function measureReading(documents: readonly BenchDocument[]): Promise<Table> {
  const rows = []
  for (const document of documents) rows.push(await rowOf(document))
  return {
    title: 'Reading a document',
    note:
      'CPU time (user and system), in turn in one process per document, after a collection each: median, lowest and ' +
      'highest. The times are those of the same round divided.',
    columns: ['document', 'parser', 'parser, ms', '`readPolicy`, ms', 'times the parser'],
    rows,
  }
}

async function rowOf({ name, path }: BenchDocument): Promise<readonly string[]> {
  const json = path.endsWith('.json')
  const taken = await run<readonly ReadingRound[]>('read-document', {
    parameters: [path, String(json ? rounds.json : rounds.yaml)],
    collectable: true,
  })
  return [
    name,
    json ? '`JSON.parse`' : '`YAML.parse`',
    withSpread(taken.map(({ parsing }) => parsing)),
    withSpread(taken.map(({ reading }) => reading)),
    withSpread(
      taken.map(({ reading, parsing }) => reading / parsing),
      2,
    ),
  ]
}
