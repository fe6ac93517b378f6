import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Says of an upgrade request whether the server's listeners may have it. Where not, it has answered. Never rejects. */
export type AdmitUpgrade = (req: IncomingMessage, socket: Duplex) => boolean | Promise<boolean>

const guards = new WeakMap<object, AdmitUpgrade[]>()

/** Whether a gate decides for the upgrades of a server. */
export function isGuarded(server: object): boolean {
  return guards.has(server)
}

/**
 * Has every upgrade of a server admitted before its listeners get it, also those that are added later: what Node emits
 * is held back until then.
 * @throws {TypeError} for what is no server, as an application.
 */
export function guardServer(server: Server, admit: AdmitUpgrade): void {
  if (!isServer(server)) throw new TypeError('gate.guard wants the server: gate.guard(app.listen(3000))')
  const installed = guards.get(server)
  if (installed !== undefined) {
    if (!installed.includes(admit)) installed.push(admit)
    return
  }
  const guarding = [admit]
  guards.set(server, guarding)
  const emit = server.emit
  const guarded = (name: string | symbol, ...args: unknown[]): boolean => {
    if (name !== 'upgrade') return Reflect.apply(emit, server, [name, ...args])
    const [req, socket] = args as [IncomingMessage, Duplex]
    void admitAll(guarding, req, socket, () => Reflect.apply(emit, server, [name, ...args]))
    return true
  }
  server.emit = guarded
}

function isServer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'emit' in value && 'listen' in value
}

async function admitAll(
  guarding: readonly AdmitUpgrade[],
  req: IncomingMessage,
  socket: Duplex,
  proceed: () => boolean,
): Promise<void> {
  // Node has taken its own listeners off: without one, a connection that breaks now would end the process.
  const ignore = (): void => {}
  socket.on('error', ignore)
  for (const admit of guarding) if (!(await admit(req, socket))) return
  socket.off('error', ignore)
  // A listener that went away meanwhile leaves a socket that nobody would end.
  if (!socket.destroyed && !proceed()) socket.destroy()
}
