import autocannon from 'autocannon'

const connections = 8
/** Milliseconds. The generator looks this often whether it is done, once a second by default. */
const lookEvery = 20

/** What came of a number of requests. */
export interface Sent {
  /** How many were answered with each status. */
  readonly statuses: ReadonlyMap<number, number>
  /** Milliseconds, one for each answer. */
  readonly latencies: readonly number[]
}

/** Sends `amount` requests over kept connections. */
export async function sendRequests(
  url: string,
  amount: number,
  headersOf: () => Record<string, string>,
): Promise<Sent> {
  const latencies: number[] = []
  const run = autocannon({
    url,
    amount,
    connections,
    sampleInt: lookEvery,
    requests: [{ setupRequest: (request) => ({ ...request, headers: headersOf() }) }],
  })
  run.on('response', (_client, _status, _bytes, milliseconds) => void latencies.push(milliseconds))
  const { statusCodeStats, errors } = await run
  if (errors > 0) throw new Error(`${errors} of ${amount} requests were not answered`)
  const counts = Object.entries(statusCodeStats).map(([status, { count = 0 }]) => [Number(status), count] as const)
  return { statuses: new Map(counts), latencies }
}

export function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}
