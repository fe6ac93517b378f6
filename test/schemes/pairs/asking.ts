import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import express from 'express'
import { findAuth } from '../../../src/index.ts'
import { parseChallenges } from '../../decision/parse-challenges.ts'
import { documentOf, type Guarded, guarded } from '../../support/guarded.ts'
import type { Outgoing, PairKind, Show } from './kind.ts'
import type { Expected } from './oracle.ts'

/** A gate on a real socket for operations over the schemes of the table; it closes with its block. */
export interface Table extends AsyncDisposable {
  /** What was logged since this was asked the last time. */
  logged(): string
  ask(path: string, shows: readonly Show[]): Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly error: string | undefined
  /** As the oracle writes them, each once. */
  readonly challenges: readonly string[]
  readonly scopes: readonly (string | undefined)[]
  readonly callers: readonly string[] | undefined
  readonly ran: boolean
  /** What was sent: none of it may be in a line of the log. */
  readonly sent: Outgoing
}

export async function tableOf(kinds: readonly PairKind[], lists: ReadonlyMap<string, object[]>): Promise<Table> {
  const guard = await guarded(express, {
    document: documentOf(Object.fromEntries([...lists].map(([path, security]) => [path, { get: { security } }])), {
      components: { securitySchemes: Object.fromEntries(kinds.map(({ name, declaration }) => [name, declaration])) },
    }),
    options: { schemes: Object.fromEntries(kinds.map(({ name, options }) => [name, options])) },
    routes(app, ran) {
      app.get([...lists.keys()], (req, res) => {
        ran(String(req.headers['x-asked']))
        res.json(Object.keys(findAuth(req)?.schemes ?? {}))
      })
    },
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  return {
    logged: () => guard.lines.splice(0).join('\n'),
    ask: (path, shows) => ask(guard, agent, path, shows),
    async [Symbol.asyncDispose]() {
      agent.destroy()
      await guard[Symbol.asyncDispose]()
    },
  }
}

async function ask(guard: Guarded, agent: Agent, path: string, shows: readonly Show[]): Promise<Answer> {
  const sent: Outgoing = { url: `http://api.test${path}`, headers: [], query: [], cookies: [] }
  for (const show of shows) show(sent)
  const cookies = sent.cookies.length === 0 ? [] : [['Cookie', sent.cookies.join('; ')]]
  const query = sent.query.length === 0 ? '' : `?${sent.query.join('&')}`
  // Many are under way at once: each is told apart by its number.
  const id = randomUUID()
  const headers = [['Host', 'api.test'], ['X-Asked', id], ...sent.headers, ...cookies].flat()
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ agent, port: guard.port, path: path + query, headers })
      .on('response', resolve)
      .on('error', reject)
      .end()
  })
  const body = JSON.parse(await textOf(response))
  const fields = response.headersDistinct['www-authenticate'] ?? []
  const parsed = fields.flatMap((field) => parseChallenges(field))
  const names = parsed.map(({ scheme, parameters }) => [scheme, parameters.get('error')].filter(Boolean).join(' '))
  return {
    status: response.statusCode ?? 0,
    error: body.error,
    challenges: [...new Set(names)].sort(),
    scopes: parsed.filter(({ scheme }) => scheme === 'bearer').map(({ parameters }) => parameters.get('scope')),
    callers: Array.isArray(body) ? body : undefined,
    ran: guard.ran.includes(id),
    sent,
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Asserts what the oracle expects, and what holds for every answer. */
export function assertExpected(answer: Answer, expected: Expected): void {
  const { status, error, challenges, callers } = expected
  assert.equal(answer.status, status)
  assert.equal(answer.ran, status === 200, 'the handler runs with 200 alone')
  if (status === 200) {
    if (callers !== undefined) assert.deepEqual(answer.callers, callers)
    return
  }
  assert.equal(answer.error, error)
  if (challenges !== undefined) assert.deepEqual(answer.challenges, [...new Set(challenges)].sort())
  // Wherever scopes are named to a token, they are all that is required (design 2.5).
  if (status === 403)
    assert.ok(
      answer.scopes.every((scope) => scope === 'read'),
      String(answer.scopes),
    )
}

/** Asserts that a log holds no value that was sent, nor a part of it. */
export function assertUntold(logged: string, { headers, query, cookies }: Outgoing): void {
  const values = [...headers.map(([, value]) => value), ...query, ...cookies]
  const parts = values.flatMap((value) => value.split(/[\s=.]/)).filter((part) => part.length >= 16)
  for (const part of parts) assert.ok(!logged.includes(part), 'the log holds what was sent')
}
