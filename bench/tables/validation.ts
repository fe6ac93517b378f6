import type { Table } from '../table.ts'
import { columnsOf, measureBySize, rounds } from './by-size.ts'
import { launchRouting } from './routing-requests.ts'

const contenders: readonly string[] = [
  'bare Express',
  'portcullis',
  'portcullis, validating',
  'express-openapi-validator',
]
const sizes: readonly number[] = [10, 1500]

/** Whether validation costs a request more where the document has more operations. */
export async function measureValidation(): Promise<Table> {
  return {
    title: 'CPU time of a validated request, by operations of the document',
    note:
      'Microseconds per request (user and system, asked of the server process itself): median, lowest and highest of ' +
      `${rounds} rounds, in turn, each in a process of its own. Express 5 with one route, for a public operation with ` +
      'parameters in its path. What validation costs is the difference of the two rows of the gate.',
    columns: ['contender', ...columnsOf(sizes)],
    rows: await measureBySize(contenders, launchRouting, sizes),
  }
}
