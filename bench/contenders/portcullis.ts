import express, { type Express } from 'express'
import { portcullis } from '../../src/index.ts'
import { resources, serveOrders } from './orders-api.ts'

/** Issuer and audience come from the environment. */
export async function createApp(): Promise<Express> {
  const app = express()
  const gate = await portcullis(ordersDocument(), { log: false })
  gate.mount(app)
  await gate.ready()
  serveOrders(app)
  return app
}

function ordersDocument(): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1.0.0' },
    security: [{ token: ['read:orders'] }],
    paths: Object.fromEntries(resources.map((resource) => [`/${resource}/{id}`, { get: readById }])),
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
  }
}

const readById = {
  parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
  responses: { '200': { description: 'What was asked for' } },
}
