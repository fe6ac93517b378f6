import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { createTestIssuer } from '../../src/testing/index.ts'
import { messageOf, start } from '../children.ts'
import { scope } from '../contenders/orders-document.ts'
import { bearer } from '../load.ts'
import { withSpread } from '../statistics.ts'
import type { Table } from '../table.ts'

const contenders: readonly string[] = ['portcullis', 'express-oauth2-jwt-bearer', 'fast-jwt', 'middleware with jose']
const rounds = 3
/** Requests of the good caller in a round, one every few milliseconds. */
const requests = 500
const everyMs = 2
/** Forged tokens a second: as `send-flood.ts` has it. */
const perSecond = 2000

/** What a good caller notices of somebody who sends forged tokens. */
export async function measureFlood(): Promise<Table> {
  const issuer = await createTestIssuer({ listen: true })
  const token = await issuer.token({ scope })
  const rows: string[][] = []
  try {
    for (const contender of contenders)
      rows.push([contender, ...(await measureContender(contender, issuer.env, token))])
  } finally {
    await issuer.close()
  }
  return {
    title: `A good caller beside ${perSecond.toLocaleString('en')} forged tokens a second`,
    note:
      `The 99th percentile of the latency of a good caller in milliseconds, who sends a request every ${everyMs} ms: ` +
      `median, lowest and highest of ${rounds} rounds of ${requests} requests, alone and beside the flood in turn. The ` +
      'flood comes from a process of its own, RS256 and another signature each time. The last column divides the two of ' +
      'one round.',
    columns: ['contender', 'alone, p99', 'beside the flood, p99', 'times'],
    rows,
  }
}

async function measureContender(contender: string, env: Record<string, string>, token: string): Promise<string[]> {
  const child = start('serve', { parameters: [contender], env })
  const port = await messageOf<number>(child)
  const url = `http://127.0.0.1:${port}/orders/1`
  const alone: number[] = []
  const beside: number[] = []
  for (let warmUp = 0; warmUp < 3; warmUp += 1) await callerOf(url, token)
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await callerOf(url, token))
    beside.push(await duringFlood(port, token, () => callerOf(url, token)))
  }
  child.disconnect()
  const times = beside.map((one, round) => one / (alone[round] ?? Number.NaN))
  return [withSpread(alone, 2), withSpread(beside, 2), withSpread(times, 2)]
}

async function duringFlood(port: number, token: string, run: () => Promise<number>): Promise<number> {
  const flood: ChildProcess = start('send-flood', { parameters: [String(port), token] })
  await once(flood, 'message')
  const measured = await run()
  flood.disconnect()
  await once(flood, 'exit')
  return measured
}

/** The 99th percentile of what one caller waits, in milliseconds. */
async function callerOf(url: string, token: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const waited: number[] = []
  for (let sent = 0; sent < requests; sent += 1) {
    const begin = performance.now()
    await request(url, token, agent)
    waited.push(performance.now() - begin)
    await setTimeout(everyMs)
  }
  agent.destroy()
  return waited.sort((one, other) => one - other)[Math.floor(requests * 0.99)] ?? Number.NaN
}

async function request(url: string, token: string, agent: Agent): Promise<void> {
  const [response] = await once(get(url, { agent, headers: bearer(token) }), 'response')
  if (response.statusCode !== 200) throw new Error(`a good caller got ${response.statusCode}`)
  response.resume()
  await once(response, 'end')
}
