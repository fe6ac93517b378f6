import { run } from '../children.ts'
import { type BenchDocument, generateSmaller } from '../documents.ts'
import type { Reader } from '../read-document.ts'
import { withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

/** One of YAML takes as long as ten of JSON. */
const rounds = { yaml: 3, json: 15 }

/** What `readPolicy` costs beside the parser that the document needs anyway. */
export async function measureReading(documents: readonly BenchDocument[]): Promise<Table> {
  const rows = []
  for (const document of [...(await generateSmaller()), ...documents]) rows.push(await rowOf(document))
  return {
    title: 'Reading a document',
    note:
      'CPU time (user and system) of one reading, each in a process of its own, in turn: median, lowest and highest. ' +
      'An application reads once, with cold code; in a process that reads again and again, V8 compiles again and again, ' +
      'and that is what would be measured. The times are those of the same round divided.',
    columns: ['document', 'parser', 'parser, ms', '`readPolicy`, ms', 'times the parser'],
    rows,
  }
}

async function rowOf({ name, path }: BenchDocument): Promise<readonly string[]> {
  const json = path.endsWith('.json')
  const measure = (reader: Reader): Promise<number> => run('read-document', { parameters: [path, reader] })
  const taken: { readonly reading: number; readonly parsing: number }[] = []
  for (let round = 0; round < (json ? rounds.json : rounds.yaml); round += 1) {
    taken.push({ reading: await measure('library'), parsing: await measure('parser') })
  }
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
