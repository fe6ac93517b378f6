import type { ErrorRequestHandler, Express } from 'express'
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer'
import { express } from './express.ts'
import { serveOrders } from './orders-api.ts'

/** Issuer and audience come from the environment. */
export async function createApp(): Promise<Express> {
  const app = express()
  app.use(auth())
  serveOrders(app, requiredScopes('read:orders'))
  app.use(answerRefusal)
  return app
}

/** Without a handler of its own each refusal would print a stack, and that is what would be measured. */
const answerRefusal: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error.status).set(error.headers).json({ error: error.code })
}
