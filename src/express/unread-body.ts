import type { Request, Response } from 'express'

/** How much of a refused request's body is read, in bytes, before its socket ends. */
const REFUSED_BODY_BYTES = 64 * 1024
/** How long it is read after the answer was written, in milliseconds. */
const REFUSED_BODY_MS = 1000

/** Whether the request announces a body that was not read to its end. */
function hasUnreadBody(req: Request): boolean {
  const length = req.headers['content-length']
  const announced = req.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
  return announced && !req.complete
}

/**
 * Reads a refused body only so far that the client sees the answer: a client that is still sending does not listen, and
 * one that sends for ever must not be read for ever. The connection ends with the answer.
 */
export function endUnreadBody(req: Request, res: Response): void {
  if (!hasUnreadBody(req)) return
  if (!res.headersSent) res.setHeader('connection', 'close')
  const { socket } = req
  let timer: NodeJS.Timeout | undefined
  const end = (): void => void socket.destroy()
  const done = (): void => clearTimeout(timer)
  let bytes = 0
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > REFUSED_BODY_BYTES) end()
  })
  res.once('finish', () => {
    if (!req.complete) timer = setTimeout(end, REFUSED_BODY_MS).unref()
  })
  req.once('end', done)
  req.once('error', done)
  socket.once('close', done)
}
