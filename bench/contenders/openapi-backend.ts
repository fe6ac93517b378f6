import type { Express, Request, Response } from 'express'
import { type Context, OpenAPIBackend } from 'openapi-backend'
import { express } from './express.ts'
import { createJoseVerifier, hasScope } from './jose-verifier.ts'
import { resources } from './orders-api.ts'
import { ordersDocument, scope, tokenScheme } from './orders-document.ts'
import { serveBackend } from './serve-backend.ts'

/** It routes by the document itself, and validates each request besides. Scopes are the application's business. */
export async function createApp(): Promise<Express> {
  const verify = await createJoseVerifier()
  const api = new OpenAPIBackend({
    definition: ordersDocument(),
    handlers: {
      ...Object.fromEntries(resources.map((resource) => [resource, tellId])),
      notFound: (_context, _req: Request, res: Response) => void res.status(404).end(),
      unauthorizedHandler: (_context, _req: Request, res: Response) => void res.status(401).end(),
    },
    securityHandlers: {
      [tokenScheme]: async (_context, req: Request) => {
        const claims = await verify(req)
        return claims !== undefined && hasScope(claims, scope)
      },
    },
  })
  return serveBackend(express(), api)
}

function tellId({ request }: Context, _req: Request, res: Response): void {
  res.json({ id: request.params.id })
}
