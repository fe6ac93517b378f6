import type { Express, Request } from 'express'
import type { OpenAPIBackend } from 'openapi-backend'

/** Has openapi-backend, which routes by its document, answer everything that an application is asked. */
export async function serveBackend(app: Express, api: OpenAPIBackend): Promise<Express> {
  await api.init()
  app.use((req, res) => api.handleRequest(toOwnRequest(req), req, res))
  return app
}

function toOwnRequest({ method, path, headers, query }: Request): Parameters<OpenAPIBackend['handleRequest']>[0] {
  return { method, path, headers: headers as Record<string, string>, query: query as Record<string, string> }
}
