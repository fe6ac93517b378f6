import type { Express } from 'express'
import { portcullis } from '../../src/index.ts'
import { express } from './express.ts'
import { serveOrders } from './orders-api.ts'
import { keyScheme, ordersDocument } from './orders-document.ts'

export const apiKey = 'key-of-the-bench'

/** A token and a key, both of them. */
export async function createApp(): Promise<Express> {
  const app = express()
  const gate = await portcullis(ordersDocument({ [keyScheme]: [] }), {
    log: false,
    schemes: { [keyScheme]: { keys: [{ name: 'bench', key: apiKey }] } },
  })
  gate.mount(app)
  await gate.ready()
  serveOrders(app)
  return app
}
