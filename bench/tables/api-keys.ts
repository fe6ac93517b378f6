import type { ChildProcess } from 'node:child_process'
import { ask, cpuOf, messageOf, start } from '../children.ts'
import { sendRequests } from '../load.ts'
import { medianOf, withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

const rounds = 9
/** Per round and row. */
const requests = 2000
/** As in the table of requests. */
const warmUp = 6000

interface Row {
  readonly contender: string
  readonly sent: string
  readonly status: number
  readonly keyOf: (count: number) => string
}

const keys = 'portcullis with 10,000 keys'

const rows: readonly Row[] = [
  { contender: 'bare Express', sent: 'a key', status: 200, keyOf: () => 'key-5000' },
  { contender: keys, sent: 'one key', status: 200, keyOf: () => 'key-5000' },
  { contender: keys, sent: 'all keys in turn', status: 200, keyOf: (count) => `key-${count % 10_000}` },
  { contender: keys, sent: 'wrong keys', status: 401, keyOf: (count) => `wrong-${count}` },
]

interface Running extends Row {
  readonly child: ChildProcess
  readonly url: string
  readonly nextKey: () => string
  /** Microseconds of CPU time per request, by round. */
  readonly taken: number[]
}

/** What API keys cost the server: the decision by one is to take less than 10 µs. */
export async function measureApiKeys(): Promise<Table> {
  const running: Running[] = []
  for (const row of rows) running.push(await launch(row))
  const decider = start('decide-by-key', { parameters: [] })
  await messageOf(decider)
  const decided: number[] = []
  try {
    for (const row of running) await send(row, warmUp)
    await ask(decider)
    for (let round = 0; round < rounds; round += 1) {
      for (const row of running) {
        const before = await cpuOf(row.child)
        await send(row, requests)
        row.taken.push(((await cpuOf(row.child)) - before) / requests)
      }
      decided.push(await ask<number>(decider))
    }
  } finally {
    for (const { child } of [...running, { child: decider }]) child.disconnect()
  }
  return toTable(running, decided)
}

async function launch(row: Row): Promise<Running> {
  const child = start('serve', { parameters: [row.contender] })
  const port = await messageOf<number>(child)
  let count = 0
  const nextKey = (): string => {
    count += 1
    return row.keyOf(count)
  }
  return { ...row, child, url: `http://127.0.0.1:${port}/orders/1`, nextKey, taken: [] }
}

async function send({ contender, sent, status, url, nextKey }: Running, amount: number): Promise<void> {
  const { statuses } = await sendRequests(url, amount, () => ({ 'x-api-key': nextKey() }))
  if (statuses.get(status) === amount) return
  throw new Error(`${contender}, ${sent}: wanted ${amount} × ${status}, got ${JSON.stringify([...statuses])}`)
}

function toTable(running: readonly Running[], decided: readonly number[]): Table {
  const bare = running[0]?.taken ?? []
  return {
    title: 'CPU time of a request with an API key',
    note:
      `Microseconds per request (user and system): median, lowest and highest of ${rounds} rounds of ${requests} ` +
      'requests, the rows in turn, each in a process of its own. The last column is the median of the differences in ' +
      'the same round; it holds all that a gate does with a request. The last row is the decision alone, `gate.decide`: ' +
      'finding the operation, the key among all, and the principal.',
    columns: ['contender', 'sent', 'status', 'CPU, µs', 'above bare Express, µs'],
    rows: [
      ...running.map(({ contender, sent, status, taken }) => [
        contender,
        sent,
        String(status),
        withSpread(taken, 0),
        medianOf(taken.map((value, round) => value - (bare[round] ?? 0))).toFixed(1),
      ]),
      ['the decision alone', 'all keys in turn', '', withSpread(decided, 1), ''],
    ],
  }
}
