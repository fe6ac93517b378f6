import { once } from 'node:events'
import net from 'node:net'

/**
 * Sends requests over one connection, all at once and with their targets as they are, and resolves to the heads of the
 * answers in order. Bodies must be empty, and no target one that Node's own parser refuses.
 */
export async function askRaw(
  port: number,
  requests: readonly (readonly [method: string, target: string])[],
): Promise<string[]> {
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1')
  await once(socket, 'connect')
  socket.write(requests.map(([method, target]) => `${method} ${target} HTTP/1.1\r\nHost: h\r\n\r\n`).join(''))

  let received = ''
  for await (const chunk of socket) {
    received += chunk
    const heads = received.split('\r\n\r\n').slice(0, -1)
    if (heads.length === requests.length) return heads
  }
  throw new Error(`the server ended the connection after ${received}`)
}
