import type { Express, RequestHandler } from 'express'
import { createVerifier } from 'fast-jwt'
import { express } from './express.ts'
import { algorithm, audience, fetchPublicKey, issuer } from './issuer.ts'
import { serveOrders } from './orders-api.ts'
import { bearerTokenOf, requireScope } from './own-middleware.ts'

/** The key is given to it, which is its quickest way: a function that finds keys makes each check asynchronous. */
export async function createApp(cache: number | false = false): Promise<Express> {
  const app = express()
  const publicKey = await fetchPublicKey()
  const verify = createVerifier({
    key: publicKey.export({ type: 'spki', format: 'pem' }),
    algorithms: [algorithm as 'RS256'],
    allowedIss: issuer,
    allowedAud: audience,
    cache,
  })
  app.use(verifyToken(verify))
  serveOrders(
    app,
    requireScope('read:orders', (_req, res) => res.locals.claims.scope),
  )
  return app
}

/** It knows tokens and no Express: this is what an application writes around it. */
function verifyToken(verify: (token: string) => unknown): RequestHandler {
  return (req, res, next) => {
    const token = bearerTokenOf(req)
    if (token === undefined) return void res.status(401).json({ error: 'invalid_request' })
    try {
      res.locals.claims = verify(token)
    } catch {
      return void res.status(401).json({ error: 'invalid_token' })
    }
    next()
  }
}
