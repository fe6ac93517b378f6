// A process that says what `connectionToken()` takes where the upstream token is remembered: microseconds by kind, for each
// round.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Auth, portcullis } from '../src/index.ts'
import { createTestIssuer } from '../src/testing/index.ts'

export type ExchangeRounds = Readonly<Record<string, readonly number[]>>

const rounds = 15
const calls = 20_000
const users = 1000

let asked = 0
const endpoint = createServer((_, response) => {
  asked += 1
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ access_token: `upstream-${asked}`, token_type: 'Bearer', expires_in: 86_400 }))
})
endpoint.listen(0, '127.0.0.1')
await once(endpoint, 'listening')
const tokenEndpoint = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`

const issuer = await createTestIssuer()
const gate = await portcullis(calendarDocument(), {
  schemes: { auth0: issuer.scheme },
  tokens: { tokenEndpoint, clientId: 'api', clientSecret: 'secret' },
  log: false,
  docs: false,
})
const callers = await Promise.all(Array.from({ length: users }, (_, index) => callerOf(`user-${index}`)))
const kinds = { 'one user': callers.slice(0, 1), '1,000 users in turn': callers }
const taken: Record<string, number[]> = {}
for (const these of Object.values(kinds)) await callOften(these)
for (let round = 0; round < rounds; round += 1) {
  for (const [kind, these] of Object.entries(kinds)) {
    taken[kind] ??= []
    taken[kind].push(await callOften(these))
  }
}
if (asked !== users) throw new Error(`${users} exchanges were wanted, and there were ${asked}`)
endpoint.close()
await gate.close()
process.send?.(taken)
process.disconnect()

async function callerOf(sub: string): Promise<Auth> {
  const headers = { authorization: `Bearer ${await issuer.token({ sub, expiresIn: 86_400 })}` }
  const decision = await gate.decide({ method: 'GET', target: '/events', headers })
  if (!decision.allowed || decision.auth === undefined) throw new Error(`${sub} was refused`)
  return decision.auth
}

/** CPU time of one call, user and system. */
async function callOften(these: readonly Auth[]): Promise<number> {
  const before = process.cpuUsage()
  for (let count = 0; count < calls; count += 1) {
    const { accessToken } = (await these[count % these.length]?.connectionToken()) ?? {}
    if (accessToken === undefined) throw new Error('no upstream token')
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / calls
}

function calendarDocument(): object {
  const responses = { '200': { description: 'What was asked for' } }
  const get = { security: [{ auth0: [] }], 'x-portcullis': { connection: 'google-oauth2' }, responses }
  return {
    openapi: '3.1.0',
    info: { title: 'Calendar', version: '1.0.0' },
    paths: { '/events': { get } },
    components: { securitySchemes: { auth0: { type: 'http', scheme: 'bearer' } } },
  }
}
