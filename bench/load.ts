import autocannon from 'autocannon'

const connections = 8
/** Milliseconds. The generator looks this often whether it is done, once a second by default. */
const lookEvery = 20

/** Sends `amount` requests over kept connections, and says how many were answered with each status. */
export async function sendRequests(
  url: string,
  amount: number,
  nextToken: () => string | undefined,
  headersOf: (token: string | undefined) => Record<string, string> = bearer,
): Promise<ReadonlyMap<number, number>> {
  const { statusCodeStats, errors } = await autocannon({
    url,
    amount,
    connections,
    sampleInt: lookEvery,
    requests: [{ setupRequest: (request) => ({ ...request, headers: headersOf(nextToken()) }) }],
  })
  if (errors > 0) throw new Error(`${errors} of ${amount} requests were not answered`)
  return new Map(Object.entries(statusCodeStats).map(([status, { count = 0 }]) => [Number(status), count]))
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}
