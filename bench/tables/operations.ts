import type { Table } from '../table.ts'
import { columnsOf, measureBySize, rounds } from './by-size.ts'
import { launchRouting } from './routing-requests.ts'

const contenders: readonly string[] = ['bare Express', 'portcullis', 'express-openapi-validator', 'openapi-backend']
const sizes: readonly number[] = [10, 1500, 10_000]

/** Whether a large document costs each request more than a small one. */
export async function measureOperations(): Promise<Table> {
  return {
    title: 'CPU time of a request, by operations of the document',
    note:
      'Microseconds per request (user and system, asked of the server process itself): median, lowest and highest of ' +
      `${rounds} rounds, in turn, each in a process of its own. Express 5 with one route, for a public operation in the ` +
      'middle of the document. Bare Express knows no document: what is between its figures is noise. Both peers validate ' +
      'the request besides. The last column divides figures of the same round.',
    columns: ['contender', ...columnsOf(sizes)],
    rows: await measureBySize(contenders, launchRouting, sizes),
  }
}
