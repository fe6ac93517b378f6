import express, { type Express, type Request, type Response } from 'express'
import { type Context, type Handler, OpenAPIBackend } from 'openapi-backend'
import { keyHeader, type RoutingOperation, routingDocument } from '../../routing-document.ts'
import { serveBackend } from '../serve-backend.ts'
import type { LookUp } from './look-up.ts'
import { apiKey, askedOf } from './one-route.ts'

export async function createLookUp(operations: readonly RoutingOperation[]): Promise<LookUp> {
  const api = new OpenAPIBackend({ definition: routingDocument(operations), quick: true, validate: false })
  await api.init()
  return (method, path) => api.router.matchOperation({ method, path, headers: {} })?.operationId
}

/** `quick` compiles the validators when they are needed: all of 10,000 at the start would take minutes. */
export async function createApp(operations: readonly RoutingOperation[]): Promise<Express> {
  const { read, remove } = askedOf(operations)
  const api = new OpenAPIBackend({
    definition: routingDocument(operations),
    quick: true,
    handlers: {
      [read.id]: tellOperation,
      [remove.id]: tellOperation,
      notFound: end(404),
      unauthorizedHandler: end(401),
    },
    securityHandlers: { key: ({ request }) => request.headers[keyHeader] === apiKey },
  })
  return serveBackend(express(), api)
}

function tellOperation({ operation }: Context, _req: Request, res: Response): void {
  res.json({ operation: operation.operationId })
}

function end(status: number): Handler {
  return (_context, _req: Request, res: Response) => void res.status(status).end()
}
