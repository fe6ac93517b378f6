import express, { type Express } from 'express'
import { getOperation, portcullis } from '../../../src/index.ts'
import { createMatcher } from '../../../src/routing/matcher.ts'
import { type RoutingOperation, routingDocument } from '../../routing-document.ts'
import { compileOperations } from './compile-policy.ts'
import type { LookUp } from './look-up.ts'
import { apiKey, askedOf, serveOneRoute } from './one-route.ts'

export async function createLookUp(operations: readonly RoutingOperation[]): Promise<LookUp> {
  const matcher = createMatcher(await compileOperations(operations))
  return (method, path) => {
    const match = matcher.match(method, path)
    return match.kind === 'operation' ? match.rules[0].rule.operation.operationId : undefined
  }
}

export async function createApp(operations: readonly RoutingOperation[], validate = false): Promise<Express> {
  const app = express()
  const gate = await portcullis(routingDocument(operations), {
    log: false,
    validate,
    schemes: { key: { keys: [{ name: 'bench', key: apiKey }] } },
  })
  gate.mount(app)
  serveOneRoute(app, askedOf(operations), (req) => getOperation(req)?.operationId)
  return app
}
