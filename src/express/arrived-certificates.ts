import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { DecisionRequest } from '../decision/types.ts'

type PeerCertificate = DecisionRequest['peerCertificate']

const arrived = new WeakMap<object, PeerCertificate>()

let watching = false

/**
 * Notes whose certificate a connection has when a request arrives. A client of TLS 1.2 may begin another handshake while
 * middleware waits, and until that one ends OpenSSL shows a certificate whose key nobody has proven to have. TLS 1.3 knows
 * no second handshake. For the whole process, and for as long as it lives: requests come before any gate is asked.
 */
export function watchCertificates(): void {
  if (watching) return
  watching = true
  subscribe('http.server.request.start', (event) =>
    noteCertificate((event as { readonly request: IncomingMessage }).request),
  )
}

/** For what arrives in another way, as upgrades do. */
export function noteCertificate(message: IncomingMessage): void {
  const { socket } = message
  if (!watching || arrived.has(message) || !isEncrypted(socket) || socket.getProtocol() === 'TLSv1.3') return
  arrived.set(message, readCertificate(socket))
}

/** The certificate of the connection that a message came over, as it was when the message came. */
export function peerCertificateOf(message: object, socket: object): PeerCertificate {
  if (arrived.has(message)) return arrived.get(message)
  return isEncrypted(socket) ? readCertificate(socket) : undefined
}

export function isEncrypted(socket: object): socket is TLSSocket {
  return 'encrypted' in socket && socket.encrypted === true && 'getPeerX509Certificate' in socket
}

function readCertificate(socket: TLSSocket): PeerCertificate {
  const raw = socket.getPeerX509Certificate()?.raw
  return raw && { raw, authorized: isAuthorized(socket) }
}

/**
 * Where a client of TLS 1.2 renegotiates with a certificate of its own making, Node shows that one and leaves `authorized`
 * as the first handshake had it: only the error tells (I-19). It stays once it is there, so who was refused stays nobody.
 */
function isAuthorized({ authorized, authorizationError }: TLSSocket): boolean {
  return authorized && !authorizationError
}
