import type { Request } from 'express'

/** How much of a refused request's body is read, in bytes, before its socket ends. */
const REFUSED_BODY_BYTES = 64 * 1024
/** How long, in milliseconds. */
const REFUSED_BODY_MS = 1000

/** Whether the request announces a body, read or not. */
export function hasBody(req: Request): boolean {
  const length = req.headers['content-length']
  return req.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/**
 * Reads a refused body only so far that the client sees the answer: a client that is still sending does not listen,
 * and one that sends for ever must not be read for ever.
 */
export function endUnreadBody(req: Request): void {
  if (req.complete) return
  const { socket } = req
  const end = (): void => void socket.destroy()
  const timer = setTimeout(end, REFUSED_BODY_MS).unref()
  let bytes = 0
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > REFUSED_BODY_BYTES) end()
  })
  req.once('end', () => clearTimeout(timer))
  socket.once('close', () => clearTimeout(timer))
  req.on('error', () => clearTimeout(timer))
}
