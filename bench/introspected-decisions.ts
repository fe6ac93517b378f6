// A process that says what a decision takes by how its token is judged, each token known already: microseconds by kind,
// for each round.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { portcullis } from '../src/index.ts'
import { createTestIssuer } from '../src/testing/index.ts'

export type IntrospectedRounds = Readonly<Record<string, readonly number[]>>

const rounds = 15
const decisions = 20_000
const audience = 'https://api.example'

const endpoint = createServer((_, response) => {
  const answer = { active: true, aud: audience, sub: 'alice', client_id: 'shop', scope: 'read:orders' }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ ...answer, exp: Math.floor(Date.now() / 1000) + 3600 }))
})
endpoint.listen(0, '127.0.0.1')
await once(endpoint, 'listening')
const issuer = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`
const jwtIssuer = await createTestIssuer({ audience })
const asked = { endpoint: issuer, clientId: 'api', clientSecret: 'secret', cacheSeconds: 300 }
const schemes = {
  'a JWT': jwtIssuer.scheme,
  'an opaque token': { issuer, audience, introspection: asked },
  'a JWT that is asked about as well': { ...jwtIssuer.scheme, introspection: { ...asked, mode: 'jwt' } },
} as const
const names = Object.keys(schemes)
const settings = Object.fromEntries(Object.values(schemes).map((scheme, index) => [`s${index}`, scheme]))
const gate = await portcullis(documentOf(names), { schemes: settings, log: false, docs: false })
const jwt = await jwtIssuer.token({ scope: 'read:orders' })
const rows = names.map((name, index) => ({
  request: {
    method: 'GET',
    target: `/${index}`,
    headers: {
      authorization: `Bearer ${name === 'an opaque token' ? 'kV0rXcOoQF5dKbTq0y1M3aQm8f7uV2sLwE9nZgHxJpI' : jwt}`,
    },
  },
  taken: [] as number[],
}))
for (const { request } of rows) await decideOften(request)
for (let round = 0; round < rounds; round += 1) {
  for (const { request, taken } of rows) taken.push(await decideOften(request))
}
endpoint.close()
await gate.close()
process.send?.(Object.fromEntries(names.map((name, index) => [name, rows[index]?.taken])))
process.disconnect()

/** CPU time of one, user and system. */
async function decideOften(request: Parameters<typeof gate.decide>[0]): Promise<number> {
  const before = process.cpuUsage()
  for (let count = 0; count < decisions; count += 1) {
    const { allowed } = await gate.decide(request)
    if (!allowed) throw new Error(`${request.target} was refused`)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / decisions
}

function documentOf(schemeNames: readonly string[]): object {
  const responses = { '200': { description: 'What was asked for' } }
  const safe = schemeNames.map((_, index) => `s${index}`)
  return {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    paths: Object.fromEntries(
      safe.map((name, index) => [`/${index}`, { get: { security: [{ [name]: ['read:orders'] }], responses } }]),
    ),
    components: { securitySchemes: Object.fromEntries(safe.map((name) => [name, { type: 'http', scheme: 'bearer' }])) },
  }
}
