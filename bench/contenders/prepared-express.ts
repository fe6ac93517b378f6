import type { Express } from 'express'
import { prepareRequests } from '../../src/express/prepare-requests.ts'
import { express } from './express.ts'
import { serveOrders } from './orders-api.ts'

/** What Express takes where its requests keep one hidden class, as a gate has them: the rest is what the gate takes. */
export async function createApp(): Promise<Express> {
  const app = express()
  app.use((req, _res, next) => {
    if ('server' in req.socket && req.socket.server instanceof Object) prepareRequests(req.socket.server, req)
    next()
  })
  serveOrders(app)
  return app
}
