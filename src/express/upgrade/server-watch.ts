import type { IncomingMessage } from 'node:http'
import type { SealCode } from '../seal/codes.ts'
import type { Finding } from '../seal/seal-report.ts'
import { isGuarded } from './guard-server.ts'

/** Knows the servers that requests came through, and whether one of them leads around the gate. */
export interface ServerWatch {
  /** Whether the server is one that is not known yet and leads around the gate. */
  sees(server: object | undefined): boolean
  findings(): readonly Finding[]
}

export function createServerWatch(): ServerWatch {
  const known = new WeakSet<object>()
  let open: WeakRef<object> | undefined
  return {
    sees(server) {
      if (server === undefined || known.has(server)) return false
      known.add(server)
      if (!isOpen(server)) return false
      open = new WeakRef(server)
      return true
    },
    findings() {
      const server = open?.deref()
      if (server === undefined || !isOpen(server)) return []
      const code: SealCode = 'seal.upgrade'
      return [
        { code, message: 'the server has listeners for upgrades, which never meet Express: call gate.guard(server)' },
      ]
    },
  }
}

/** The server that a request came through; undefined where it came from no socket, as in some tests. */
export function serverOf(req: IncomingMessage): object | undefined {
  const { socket } = req
  const server: unknown =
    typeof socket === 'object' && socket !== null && 'server' in socket ? socket.server : undefined
  return typeof server === 'object' && server !== null ? server : undefined
}

/** Upgrades never meet Express, so that listeners for them are a way around the gate (M-10, M-13). */
function isOpen(server: object): boolean {
  if (isGuarded(server) || !('listenerCount' in server) || typeof server.listenerCount !== 'function') return false
  return server.listenerCount('upgrade') > 0
}
