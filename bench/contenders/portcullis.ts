import type { Express } from 'express'
import { portcullis } from '../../src/index.ts'
import { express } from './express.ts'
import { serveOrders } from './orders-api.ts'
import { ordersDocument } from './orders-document.ts'

/** Issuer and audience come from the environment. */
export async function createApp(validate = false): Promise<Express> {
  const app = express()
  const gate = await portcullis(ordersDocument(), { log: false, validate })
  gate.mount(app)
  await gate.ready()
  serveOrders(app)
  return app
}
