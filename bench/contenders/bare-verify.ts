import { type KeyObject, verify } from 'node:crypto'
import type { Express, RequestHandler } from 'express'
import { express } from './express.ts'
import { algorithm, fetchPublicKey } from './issuer.ts'
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

/** RFC 7515 §5.2, RFC 7518 §3, RFC 8037 §3.1. */
function isSignedWith(key: KeyObject, token: string): boolean {
  const dot = token.lastIndexOf('.')
  const input = Buffer.from(token.slice(0, dot))
  const hash = algorithm === 'EdDSA' ? undefined : 'sha256'
  return verify(hash, input, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(token.slice(dot + 1), 'base64url'))
}
