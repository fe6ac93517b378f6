import { ask, messageOf, start } from '../children.ts'
import type { Table } from '../table.ts'
import { measureBySize, rounds, type Subject, sizeColumns } from './by-size.ts'

const contenders: readonly string[] = ['portcullis', 'find-my-way', 'express-openapi-validator', 'openapi-backend']

/** What it costs to find the operation of a request, without a request. */
export async function measureLookUps(): Promise<Table> {
  return {
    title: 'CPU time of a look-up, by operations of the document',
    note:
      `Microseconds per look-up (user and system): median, lowest and highest of ${rounds} rounds of a tenth of a ` +
      'second, in turn, each in a process of its own. One operation after the other is asked for, all over the document. ' +
      '`find-my-way` and `express-openapi-validator` read the parameters with each look-up, the others do not. Of ' +
      "`express-openapi-validator` it is the middleware that finds the operation, of `openapi-backend` the router's " +
      '`matchOperation`. The last column divides figures of the same round.',
    columns: ['contender', ...sizeColumns],
    rows: await measureBySize(contenders, launch),
  }
}

async function launch(contender: string, size: number): Promise<Subject> {
  const child = start('match-routes', { parameters: [contender, String(size)] })
  await messageOf(child)
  return { child, measure: () => ask<number>(child) }
}
