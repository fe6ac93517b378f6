import type { Express } from 'express'
import { express } from './express.ts'
import { createJoseVerifier } from './jose-verifier.ts'
import { serveOrders } from './orders-api.ts'
import { scope } from './orders-document.ts'
import { requireScope } from './own-middleware.ts'

/** What teams write themselves. */
export async function createApp(): Promise<Express> {
  const app = express()
  const verify = await createJoseVerifier()
  app.use((req, res, next) => {
    verify(req).then((claims) => {
      if (claims === undefined) return void res.status(401).json({ error: 'invalid_token' })
      res.locals.claims = claims
      next()
    }, next)
  })
  serveOrders(
    app,
    requireScope(scope, (_req, res) => res.locals.claims.scope),
  )
  return app
}
