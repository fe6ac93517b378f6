import { type KeyObject, verify } from 'node:crypto'
import express, { type Express, type RequestHandler } from 'express'
import { fetchPublicKey } from './issuer.ts'
import { serveOrders } from './orders-api.ts'
import { bearerTokenOf } from './own-middleware.ts'

/** The least that a gate for tokens could do. It judges no claim, so nobody should serve an API with it. */
export async function createApp(): Promise<Express> {
  const app = express()
  app.use(verifySignature(await fetchPublicKey()))
  serveOrders(app)
  return app
}

function verifySignature(key: KeyObject): RequestHandler {
  return (req, res, next) => {
    const token = bearerTokenOf(req)
    if (token !== undefined && isSignedWith(key, token)) return next()
    res.status(401).json({ error: 'invalid_token' })
  }
}

/** RS256: RFC 7515 §5.2, RFC 7518 §3.3. */
function isSignedWith(key: KeyObject, token: string): boolean {
  const dot = token.lastIndexOf('.')
  return verify('sha256', Buffer.from(token.slice(0, dot)), key, Buffer.from(token.slice(dot + 1), 'base64url'))
}
