import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import type { Express } from 'express'
import { listening } from '../support/listening.ts'
import { type Step, steps } from './steps.ts'

/** What is sent: a method and a target as they stand in the request line, `GET /users/7`. */
export interface Sent {
  readonly line: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** All that can be seen of one request, on both sides. */
export interface Exchange {
  readonly line: string
  /** What the caller got; a text where the connection broke. */
  readonly answer: Answer | string
  /** What handlers saw, in the order in which they ran. */
  readonly steps: readonly Step[]
}

interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends requests to an application, one after the other or all at once, and writes down what becomes of each. */
export async function record(app: Express, requests: readonly Sent[], atOnce = false): Promise<readonly Exchange[]> {
  const taken = requests.map((): Step[] => [])
  await using server = await listening((req, res) => {
    app(Object.assign(req, { [steps]: taken[Number(req.headers['x-number'])] }), res)
  })
  // One connection as long as requests follow each other, since a new one for each would be half of the time.
  const agent = new Agent({ keepAlive: true })
  const ask = (sent: Sent, number: number): Promise<Answer | string> => send(server.port, agent, sent, number)
  const answers = atOnce ? await Promise.all(requests.map(ask)) : await inOrder(requests, ask)
  agent.destroy()
  return requests.map(({ line }, number) => ({ line, answer: answers[number] ?? '', steps: taken[number] ?? [] }))
}

async function inOrder<Item, Result>(
  items: readonly Item[],
  act: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const [index, item] of items.entries()) results.push(await act(item, index))
  return results
}

async function send(port: number, agent: Agent, sent: Sent, number: number): Promise<Answer | string> {
  const [method = '', path = ''] = sent.line.split(' ')
  const headers = { ...sent.headers, 'x-number': String(number) }
  const asked = request({ host: '127.0.0.1', port, agent, method, path, headers, timeout: 10_000 })
  asked.on('timeout', () => asked.destroy(new Error('no answer in ten seconds')))
  const answer = new Promise<Answer | string>((resolve) => {
    asked.on('response', (response) => void readAnswer(response).then(resolve, ({ message }) => resolve(message)))
    asked.on('error', ({ message }) => resolve(message))
  })
  asked.end(sent.body)
  const got = await answer
  // What handlers do behind their answer belongs to it.
  for (let turns = 0; turns < 3; turns++) await turn()
  return got
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const { date: _, ...headers } = response.headers
  return { status: response.statusCode, headers, body: Buffer.concat(chunks).toString() }
}
