import type { Request, Response } from 'express'
import type { Refused } from '../decision/types.ts'
import { removeBodyHeaders } from './remove-body-headers.ts'
import { endUnreadBody } from './unread-body.ts'

/** Writes the standard answer, once. An answer that has begun cannot be taken back: it is cut off. */
export function respond(refused: Refused, req: Request, res: Response): void {
  if (res.writableEnded) return
  try {
    if (res.headersSent) res.destroy()
    else writeAnswer(refused, req, res)
  } catch {
    // Other middleware may have changed what a response does; the request must end all the same, and no handler run.
    req.socket.destroy()
  }
}

function writeAnswer(refused: Refused, req: Request, res: Response): void {
  removeBodyHeaders(res)
  for (const [name, value] of Object.entries(refused.headers)) res.setHeader(name, value)
  const body = Buffer.from(JSON.stringify(refused.body))
  res.statusCode = refused.status
  res.setHeader('content-length', body.length)
  endUnreadBody(req, res)
  res.end(req.method === 'HEAD' ? undefined : body)
}
