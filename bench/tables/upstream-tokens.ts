import { run } from '../children.ts'
import type { ExchangeRounds } from '../remembered-exchanges.ts'
import { withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

/** What an upstream token costs that is remembered. It is to take less than 5 µs. */
export async function measureUpstreamTokens(): Promise<Table> {
  const kinds = Object.entries(await run<ExchangeRounds>('remembered-exchanges', { parameters: [] }))
  return {
    title: 'An upstream token that is remembered',
    note:
      'CPU time (user and system) of `connectionToken()`: median, lowest and highest of the rounds, the rows in turn in ' +
      'one process. It judges the caller’s token anew each time: its times, its issuer, and that it was not revoked.',
    columns: ['callers', 'CPU, µs'],
    rows: kinds.map(([kind, taken]) => [kind, withSpread(taken)]),
  }
}
