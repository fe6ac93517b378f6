import type { Express } from 'express'
import { express } from './express.ts'
import { serveOrders } from './orders-api.ts'

export async function createApp(): Promise<Express> {
  const app = express()
  serveOrders(app)
  return app
}
