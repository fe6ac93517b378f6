import type { ChildProcess } from 'node:child_process'
import { cpuOf, messageOf, start } from '../children.ts'
import { type Asked, apiKey, askedOf } from '../contenders/routing/one-route.ts'
import { sendRequests } from '../load.ts'
import { keyHeader, routingOperations } from '../routing-document.ts'
import type { Table } from '../table.ts'
import { measureBySize, rounds, type Subject, sizeColumns } from './by-size.ts'

const bare = 'bare Express'
const contenders: readonly string[] = [bare, 'portcullis', 'express-openapi-validator', 'openapi-backend']

/** Requests of a round. Slow contenders get what they answer in a quarter of a second, and one for each connection. */
const most = 800
const least = 8
const roundTime = 250
/** Before the first round: this many, or what is answered in this many milliseconds. */
const warmUp = 4000
const warmUpTime = 2000

/** What a request costs a server that looks its operation up. */
export async function measureRoutedRequests(): Promise<Table> {
  return {
    title: 'CPU time of a request, by operations of the document',
    note:
      'Microseconds per request (user and system, asked of the server process itself): median, lowest and highest of ' +
      `${rounds} rounds of up to ${most} requests, in turn, each in a process of its own. Express 5 with one route, for ` +
      'a public operation in the middle of the document. Bare Express knows no document: what is between its figures ' +
      'is noise. Both peers validate the request besides. The last column divides figures of the same round.',
    columns: ['contender', ...sizeColumns],
    rows: await measureBySize(contenders, launchRouting),
  }
}

export async function launchRouting(contender: string, size: number): Promise<Subject> {
  const child = start('serve-routing', { parameters: [contender, String(size)] })
  const origin = `http://127.0.0.1:${await messageOf<number>(child)}`
  const asked = askedOf(routingOperations(size))
  await checkAnswers(contender, origin, asked)
  const url = origin + asked.read.path
  const amount = await countRound(url)
  return { child, measure: () => measure(child, url, amount) }
}

/** A gate has to find the right one of two operations on a path, and guard the one that wants a key. */
async function checkAnswers(contender: string, origin: string, { read, remove }: Asked): Promise<void> {
  const check = async (method: string, path: string, key: string, wanted: string): Promise<void> => {
    const response = await fetch(origin + path, { method, headers: { [keyHeader]: key } })
    const text = await response.text()
    const got = response.ok ? JSON.parse(text).operation : String(response.status)
    if (got !== wanted) throw new Error(`${contender}: ${method} ${path} wants ${wanted}, got ${got}`)
  }
  await check('GET', read.path, '', read.id)
  await check('GET', '/nowhere/id-1', '', '404')
  if (contender === bare) return
  await check('DELETE', remove.path, 'wrong', '401')
  await check('DELETE', remove.path, apiKey, remove.id)
}

/** Warms a server up, and says how many requests a round has time for. */
async function countRound(url: string): Promise<number> {
  const begin = performance.now()
  let sent = 0
  while (sent < warmUp && performance.now() - begin < warmUpTime) {
    const amount = Math.max(least, sent)
    await send(url, amount)
    sent += amount
  }
  const perRound = Math.round((sent * roundTime) / (performance.now() - begin))
  return Math.min(most, Math.max(least, perRound))
}

async function measure(child: ChildProcess, url: string, amount: number): Promise<number> {
  const before = await cpuOf(child)
  await send(url, amount)
  return ((await cpuOf(child)) - before) / amount
}

async function send(url: string, amount: number): Promise<void> {
  const { statuses } = await sendRequests(url, amount, () => ({}))
  if (statuses.get(200) === amount) return
  throw new Error(`${url}: wanted ${amount} × 200, got ${JSON.stringify([...statuses])}`)
}
