import express, { type ErrorRequestHandler, type Express } from 'express'
import { middleware } from 'express-openapi-validator'
import { OpenApiContext } from 'express-openapi-validator/dist/framework/openapi.context.js'
import { OpenApiSpecLoader } from 'express-openapi-validator/dist/framework/openapi.spec.loader.js'
import type { OpenApiRequest, OpenApiRequestHandler } from 'express-openapi-validator/dist/framework/types.js'
import { applyOpenApiMetadata } from 'express-openapi-validator/dist/middlewares/openapi.metadata.js'
import { keyHeader, type RoutingOperation, routingDocument } from '../../routing-document.ts'
import type { LookUp } from './look-up.ts'
import { apiKey, askedOf, serveOneRoute } from './one-route.ts'

/** It has no look-up to call: the one of its middlewares that looks an operation up is given the least of a request. */
export async function createLookUp(operations: readonly RoutingOperation[]): Promise<LookUp> {
  const find = await createFinder(operations)
  const app = { enabled: () => false }
  return (method, path) => {
    const request = { method, path, originalUrl: path, baseUrl: '', app } as unknown as OpenApiRequest
    try {
      find(request, undefined as never, () => undefined)
    } catch {
      // The error says only that nothing was found, and nobody can be told of it here.
      return undefined
    }
    return operationOf(request)
  }
}

async function createFinder(operations: readonly RoutingOperation[]): Promise<OpenApiRequestHandler> {
  const loader = new OpenApiSpecLoader({ apiDoc: routingDocument(operations), $refParser: { mode: 'bundle' } })
  // Its types demand what it leaves out itself: paths to ignore, and a document to validate answers with.
  const context = new OpenApiContext(await loader.load(), undefined as never)
  return applyOpenApiMetadata(context, undefined as never)
}

export async function createApp(operations: readonly RoutingOperation[]): Promise<Express> {
  const app = express()
  app.use(
    middleware({
      apiSpec: routingDocument(operations),
      validateRequests: true,
      validateSecurity: { handlers: { key: (req) => req.headers[keyHeader] === apiKey } },
    }),
  )
  serveOneRoute(app, askedOf(operations), operationOf)
  app.use(answerRefusal)
  return app
}

function operationOf({ openapi }: OpenApiRequest): string | undefined {
  return openapi?.schema.operationId
}

/** Without a handler of its own each refusal would print a stack. */
const answerRefusal: ErrorRequestHandler = (error, _req, res, _next) => {
  res.status(error.status).end()
}
