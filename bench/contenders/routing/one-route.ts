import type { Express, Request } from 'express'
import type { RoutingOperation } from '../../routing-document.ts'

/** Two operations of one template, in the middle of the document. */
export interface Asked {
  /** Public. */
  readonly read: RoutingOperation
  /** Wants a key. */
  readonly remove: RoutingOperation
}

export const apiKey = 'key-of-the-bench'

export function askedOf(operations: readonly RoutingOperation[]): Asked {
  const from = Math.floor(operations.length / 2)
  const remove = operations.find(({ method }, index) => index >= from && method === 'DELETE')
  const read = operations.find(({ method, template }) => method === 'GET' && template === remove?.template)
  if (read === undefined || remove === undefined) throw new Error('the document has nothing to ask for')
  return { read, remove }
}

/** One route, since Express would look through 10,000 of them one by one, and an end for everything else. */
export function serveOneRoute(app: Express, asked: Asked, idOf: (req: Request) => string | undefined): void {
  const path = asked.read.template.replace(/\{(\w+)\}/g, ':$1')
  app.all(path, (req, res) => void res.json({ operation: idOf(req) }))
  app.use((_req, res) => void res.status(404).end())
}
