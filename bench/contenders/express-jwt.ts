import type { ErrorRequestHandler, Express } from 'express'
import { expressjwt, type Request } from 'express-jwt'
import jwksRsa from 'jwks-rsa'
import { express } from './express.ts'
import { audience, findKeySet, issuer } from './issuer.ts'
import { serveOrders } from './orders-api.ts'
import { requireScope } from './own-middleware.ts'

/** As the examples of jwks-rsa set it up. */
export async function createApp(): Promise<Express> {
  const app = express()
  const jwksUri = await findKeySet()
  const secret = jwksRsa.expressJwtSecret({ cache: true, rateLimit: true, jwksRequestsPerMinute: 5, jwksUri })
  app.use(expressjwt({ secret, audience, issuer, algorithms: ['RS256'] }))
  // The types of another contender say of every request what `auth` is there.
  serveOrders(
    app,
    requireScope('read:orders', (req) => (req as Request).auth?.scope),
  )
  app.use(answerRefusal)
  return app
}

/**
 * Without a handler of its own each refusal would print a stack, and that is what would be measured. What jwks-rsa throws
 * where it may not ask the issuer again has no status.
 */
const answerRefusal: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error.status ?? 500).json({ error: error.code })
}
