import type { IncomingMessage } from 'node:http'
import { isGuarded } from '../upgrade/guard-server.ts'
import type { SealCode } from './codes.ts'
import type { Finding } from './seal-report.ts'

/** Knows the servers that requests came through, and whether one of them leads around the gate. */
export interface ServerWatch {
  /** Whether the server leads around the gate, and did not before; or the other way round. */
  sees(server: object | undefined): boolean
  findings(): readonly Finding[]
}

export function createServerWatch(): ServerWatch {
  const known = new WeakMap<object, boolean>()
  let open: WeakRef<object>[] = []
  return {
    sees(server) {
      if (server === undefined) return false
      const isNow = isOpen(server)
      const was = known.get(server) ?? false
      if (isNow === was) return false
      // Listeners may come later, and so may the guard.
      known.set(server, isNow)
      open = open.filter((one) => one.deref() !== undefined && one.deref() !== server)
      if (isNow) open.push(new WeakRef(server))
      return true
    },
    findings() {
      const code: SealCode = 'seal.upgrade'
      const message = 'the server has listeners for upgrades, which never meet Express: call gate.guard(server)'
      return open.some((one) => isOpen(one.deref() ?? {})) ? [{ code, message }] : []
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
