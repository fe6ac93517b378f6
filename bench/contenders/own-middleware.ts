import type { IncomingMessage } from 'node:http'
import type { Request, RequestHandler, Response } from 'express'

/** For contenders that leave the header to the application (RFC 6750 §2.1). */
export function bearerTokenOf({ headers }: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** For peers that leave scopes to the application. */
export function requireScope(wanted: string, scopeOf: (req: Request, res: Response) => unknown): RequestHandler {
  return (req, res, next) => {
    const scope = scopeOf(req, res)
    if (typeof scope === 'string' && scope.split(' ').includes(wanted)) return next()
    res.status(403).json({ error: 'insufficient_scope' })
  }
}
