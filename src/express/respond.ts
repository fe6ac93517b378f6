import type { Request, Response } from 'express'
import { removeBodyHeaders } from './remove-body-headers.ts'
import { endUnreadBody } from './unread-body.ts'

/** An answer that is written whole. A refusal is one. */
interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: object
}

/** Writes the standard answer, once. An answer that has begun cannot be taken back: it is cut off. */
export function respond(answer: Answer, req: Request, res: Response): void {
  if (res.writableEnded) return
  try {
    if (res.headersSent) res.destroy()
    else writeAnswer(answer, req, res)
  } catch {
    // Other middleware may have changed what a response does; the request must end all the same, and no handler run.
    req.socket.destroy()
  }
}

function writeAnswer(answer: Answer, req: Request, res: Response): void {
  removeBodyHeaders(res)
  for (const [name, value] of Object.entries(answer.headers)) res.setHeader(name, value)
  const body = Buffer.from(JSON.stringify(answer.body))
  res.statusCode = answer.status
  res.setHeader('content-length', body.length)
  endUnreadBody(req, res)
  res.end(req.method === 'HEAD' ? undefined : body)
}
