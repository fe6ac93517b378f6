import { once } from 'node:events'
import { connect } from 'node:net'

/** What came back on a raw socket. */
export interface RawAnswer {
  readonly status: number
  /** Everything, head and body, as text. */
  readonly text: string
}

/**
 * Writes bytes to a socket, and reads until the server ends the connection: for requests that no client would send.
 * The lines are joined with CRLF and closed with an empty one; `connection: close` has to be among them.
 */
export async function raw(port: number, lines: readonly string[], body = ''): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1'))
  await once(socket, 'close')
  const text = Buffer.concat(chunks).toString('latin1')
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text }
}

/** A request without a body, with further header lines. */
export function rawRequest(
  port: number,
  method: string,
  target: string,
  headers: readonly string[] = [],
  host = 'api.test',
): Promise<RawAnswer> {
  return raw(port, [`${method} ${target} HTTP/1.1`, `host: ${host}`, 'connection: close', ...headers])
}
