import type { ErrorRequestHandler, Express } from 'express'
import { middleware } from 'express-openapi-validator'
import { express } from './express.ts'
import { createJoseVerifier, hasScope } from './jose-verifier.ts'
import { serveOrders } from './orders-api.ts'
import { ordersDocument, tokenScheme } from './orders-document.ts'

/** With a security handler of the application's own, as it wants one. It validates each request besides. */
export async function createApp(): Promise<Express> {
  const app = express()
  const verify = await createJoseVerifier()
  const judge = async (req: Parameters<typeof verify>[0], scopes: readonly string[]): Promise<boolean> => {
    const claims = await verify(req)
    return claims !== undefined && scopes.every((wanted) => hasScope(claims, wanted))
  }
  app.use(
    middleware({
      apiSpec: ordersDocument(),
      validateRequests: true,
      validateSecurity: { handlers: { [tokenScheme]: judge } },
    }),
  )
  serveOrders(app)
  app.use(answerRefusal)
  return app
}

/** Without a handler of its own each refusal would print a stack. */
const answerRefusal: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error.status).json({ error: error.message })
}
