import { once } from 'node:events'
import net from 'node:net'

/** A silent server is given up after so many milliseconds. */
const SILENCE_MS = 20_000

/**
 * Sends requests over one connection, all at once and with their targets as they are, and resolves to the heads of the
 * answers in order. A body stands in front of the head that follows it; it must not hold an empty line of its own, and
 * no target may be one that Node's own parser refuses.
 */
export async function askRaw(
  port: number,
  requests: readonly (readonly [method: string, target: string, ...headers: string[]])[],
): Promise<string[]> {
  const socket = net.connect(port, '127.0.0.1').setEncoding('latin1')
  await once(socket, 'connect')
  socket.setTimeout(SILENCE_MS, () => socket.destroy())
  const texts = requests.map(([method, target, ...headers]) =>
    [`${method} ${target} HTTP/1.1`, 'Host: h', ...headers, '\r\n'].join('\r\n'),
  )
  socket.write(texts.join(''))

  let received = ''
  for await (const chunk of socket) {
    received += chunk
    const heads = received.split('\r\n\r\n').slice(0, -1)
    if (heads.length === requests.length) return heads
  }
  throw new Error(`the server ended the connection after ${received}`)
}
