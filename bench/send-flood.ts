// A process that sends forged tokens at a steady rate until its parent has heard enough. The requests are made beforehand and
// the answers are not read, so that it takes little of the machine from those that are measured.

import { connect } from 'node:net'
import { constants, setPriority } from 'node:os'
import { forgeries } from './tables/requests/loads.ts'

const connections = 8
/** Requests a millisecond, over all connections. */
const perMs = 2
const made = 500

// Where cores are few, those that are measured go first.
setPriority(constants.priority.PRIORITY_LOW)
const [port = '', token = ''] = process.argv.slice(2)
const next = forgeries(token)
const requests = Array.from({ length: made }, () =>
  Buffer.from(`GET /orders/1 HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${next()}\r\n\r\n`),
)
let sent = 0
const sockets = Array.from({ length: connections }, () => connect(Number(port), '127.0.0.1'))
for (const socket of sockets) socket.resume()
sockets[0]?.once('data', () => process.send?.('answered'))
const begin = performance.now()
setInterval(() => {
  // Timers come late; what is due by now is sent.
  const due = (performance.now() - begin) * perMs
  for (; sent < due; sent += 1) sockets[sent % connections]?.write(requests[sent % made] ?? '')
}, 1)
process.on('disconnect', () => process.exit())
