import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refused } from '../../decision/types.ts'

/** How long a caller may take to read a refusal before its socket ends, in milliseconds. */
const REFUSED_SOCKET_MS = 1000

/** Writes a refusal where no response is there to write it, and ends the connection. */
export function refuseOnSocket(socket: Duplex, { status, headers, body }: Refused): void {
  answerOnSocket(socket, status, headers, JSON.stringify(body))
}

export function answerOnSocket(socket: Duplex, status: number, headers: Refused['headers'], body: string): void {
  if (socket.destroyed) return
  const fields = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`))
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...fields]
  const length = status === 204 ? [] : [`content-length: ${Buffer.byteLength(body)}`]
  socket.end(`${[...head, ...length, 'connection: close'].join('\r\n')}\r\n\r\n${body}`)
  setTimeout(() => socket.destroy(), REFUSED_SOCKET_MS).unref()
}
