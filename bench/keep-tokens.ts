// A process that says how much memory a gate keeps of 10,000 operations and of as many tokens, or an application without one.

import express from 'express'
import { createTestIssuer } from '../src/testing/index.ts'
import { type RoutingOperation, routingDocument, routingOperations } from './routing-document.ts'
import { tellKept } from './tell-kept.ts'

const amount = 10_000

const operations = routingOperations(amount)
const issuer = await createTestIssuer({ schemeName: 'token' })
const app = express()
const decide = process.argv[2] === 'gate' ? await mountGate() : () => undefined
for (let count = 0; count < amount; count += 1)
  await decide(await issuer.token({ sub: `user ${count}`, scope: 'read' }))
await tellKept(app)

async function mountGate(): Promise<(token: string) => Promise<void>> {
  // Imported here, so that bare Express is bare.
  const { portcullis } = await import('../src/index.ts')
  const [asked] = operations
  const gate = await portcullis(guardedDocument(operations), { log: false, schemes: issuer.schemes })
  gate.mount(app)
  return async (token) => {
    const headers = { authorization: `Bearer ${token}` }
    const { allowed } = await gate.decide({ method: 'GET', target: asked?.path ?? '', headers })
    if (!allowed) throw new Error('a token was refused')
  }
}

/** The operations of the routing tables, each of which wants a token with a scope. */
function guardedDocument(all: readonly RoutingOperation[]): object {
  const { paths, ...document } = routingDocument(all)
  for (const item of Object.values(paths))
    for (const operation of Object.values(item)) Reflect.deleteProperty(operation, 'security')
  const securitySchemes = { token: { type: 'http', scheme: 'bearer' } }
  return { ...document, openapi: '3.1.0', security: [{ token: ['read'] }], paths, components: { securitySchemes } }
}
