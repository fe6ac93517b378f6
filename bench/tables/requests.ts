import type { ChildProcess } from 'node:child_process'
import { createTestIssuer, type TestIssuer } from '../../src/testing/index.ts'
import { cpuOf, messageOf, start } from '../children.ts'
import { sendRequests } from '../load.ts'
import { medianOf, withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

const rounds = 9
/** Per round and row. */
const requests = 800
/** Before the first round, per row: the compiler of V8 is at work in them, and figures fall until about here. */
const warmUp = 4000

type Load = 'one token' | 'each token new' | 'no token' | 'expired token'

interface Row {
  readonly contender: string
  readonly load: Load
  readonly status: number
}

/** What a token that was not seen before costs at the least: no verifier can leave this out. */
const bareVerify = 'bare crypto.verify'

/** They judge the claims of a token too. */
const judges: readonly string[] = [
  'portcullis',
  'express-oauth2-jwt-bearer',
  'express-jwt with jwks-rsa',
  'fast-jwt',
  'fast-jwt with cache',
]

const rows: readonly Row[] = [
  { contender: 'bare Express', load: 'one token', status: 200 },
  // Two rows of the same work: what is between them is noise.
  { contender: bareVerify, load: 'one token', status: 200 },
  { contender: bareVerify, load: 'each token new', status: 200 },
  ...judges.flatMap((contender): Row[] => [
    { contender, load: 'one token', status: 200 },
    { contender, load: 'each token new', status: 200 },
    { contender, load: 'no token', status: 401 },
    { contender, load: 'expired token', status: 401 },
  ]),
]

/** A row with its process and what was measured of it. */
interface Running extends Row {
  readonly child: ChildProcess
  readonly url: string
  readonly nextToken: () => string | undefined
  /** Microseconds of CPU time per request, by round. */
  readonly taken: number[]
}

/** What a request costs the server, by contender and by what is sent. */
export async function measureRequests(): Promise<Table> {
  const issuer = await createTestIssuer({ listen: true })
  const tokensOf = await signTokens(issuer)
  const running: Running[] = []
  for (const row of rows) running.push(await launch(row, issuer.env, tokensOf[row.load]()))
  try {
    for (const row of running) await send(row, warmUp)
    for (let round = 0; round < rounds; round += 1) {
      for (const row of running) row.taken.push(await measure(row))
    }
  } finally {
    for (const { child } of running) child.disconnect()
    await issuer.close()
  }
  return toTable(running)
}

/** For each load, what makes a source of tokens. RS256, signed ahead; `each token new` never sends one twice. */
async function signTokens(issuer: TestIssuer): Promise<Readonly<Record<Load, () => () => string | undefined>>> {
  const scope = 'read:orders'
  const hot = await issuer.token({ scope })
  const expired = await issuer.token({ scope, expiresIn: -60 })
  const fresh: string[] = []
  while (fresh.length < warmUp + rounds * requests) fresh.push(await issuer.token({ scope }))
  return {
    'one token': () => () => hot,
    'expired token': () => () => expired,
    'no token': () => () => undefined,
    'each token new': () => {
      const left = fresh.values()
      return () => left.next().value
    },
  }
}

async function launch(row: Row, env: Record<string, string>, nextToken: Running['nextToken']): Promise<Running> {
  const child = start('serve', { parameters: [row.contender], env })
  const port = await messageOf<number>(child)
  return { ...row, child, url: `http://127.0.0.1:${port}/orders/1`, nextToken, taken: [] }
}

async function measure(row: Running): Promise<number> {
  const before = await cpuOf(row.child)
  await send(row, requests)
  return ((await cpuOf(row.child)) - before) / requests
}

/** A figure counts only when every answer was the right one. */
async function send({ contender, load, status, url, nextToken }: Running, amount: number): Promise<void> {
  const statuses = await sendRequests(url, amount, nextToken)
  if (statuses.get(status) === amount) return
  throw new Error(`${contender}, ${load}: wanted ${amount} × ${status}, got ${JSON.stringify([...statuses])}`)
}

function toTable(running: readonly Running[]): Table {
  const bare = medianOf(running[0]?.taken ?? [])
  const verifying = running.find(({ contender, load }) => contender === bareVerify && load === 'each token new')
  const verified = medianOf(verifying?.taken ?? [])
  return {
    title: 'CPU time of a request',
    note:
      `Microseconds per request (user and system, asked of the server process itself): median, lowest and highest of ` +
      `${rounds} rounds of ${requests} requests, the rows in turn, each in a process of its own. Express 5, ten ` +
      'routes, RS256, keys by discovery; `fast-jwt` is given the key, as is `crypto.verify`. Peers that throw have an ' +
      'error handler of a line, since Express would print a stack for each of their refusals. ' +
      `\`${bareVerify}\` checks the signature and nothing else: both of its rows are the same work.`,
    columns: [
      'contender',
      'sent',
      'status',
      'CPU, µs',
      'times bare Express',
      'above bare Express, µs',
      `times ${bareVerify}`,
    ],
    rows: running.map(({ contender, load, status, taken }) => [
      contender,
      load,
      String(status),
      withSpread(taken, 0),
      (medianOf(taken) / bare).toFixed(2),
      (medianOf(taken) - bare).toFixed(0),
      load === 'each token new' ? (medianOf(taken) / verified).toFixed(2) : '',
    ]),
  }
}
