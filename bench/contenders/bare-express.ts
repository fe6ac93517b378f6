import express, { type Express } from 'express'
import { serveOrders } from './orders-api.ts'

export async function createApp(): Promise<Express> {
  const app = express()
  serveOrders(app)
  return app
}
