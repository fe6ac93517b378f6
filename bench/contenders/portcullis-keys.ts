import type { Express } from 'express'
import { type Gate, portcullis } from '../../src/index.ts'
import { express } from './express.ts'
import { resources, serveOrders } from './orders-api.ts'

/** `key-0` to `key-9999`. */
const amount = 10_000

/** As `portcullis.ts`, with API keys in place of tokens. */
export async function createApp(): Promise<Express> {
  const app = express()
  const gate = await createGate()
  gate.mount(app)
  serveOrders(app)
  return app
}

export function createGate(): Promise<Gate> {
  const keys = Array.from({ length: amount }, (_, index) => ({ name: `caller ${index}`, key: `key-${index}` }))
  return portcullis(keysDocument(), { log: false, schemes: { key: { keys } } })
}

function keysDocument(): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    security: [{ key: [] }],
    paths: Object.fromEntries(resources.map((resource) => [`/${resource}/{id}`, { get: readById }])),
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
  }
}

const readById = {
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  responses: { '200': { description: 'What was asked for' } },
}
