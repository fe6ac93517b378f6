import type { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import type { DecisionRequest, ServerRequest } from '../decision/types.ts'
import { originForm } from '../http/origin-form.ts'
import { isEncrypted, noteCertificate, peerCertificateOf } from './arrived-certificates.ts'
import { keyOf } from './request-record.ts'

/** What a gate is told of a request: the target as it came, whatever middleware has made of `req.url` since (P-27). */
export function decisionRequest(
  req: Request,
  target: string = req.originalUrl,
  method: string = req.method,
): ServerRequest {
  return new ReceivedRequest(req, { method, target, sentTarget: req.originalUrl, routed: req })
}

/** The same of a request that no application has seen. */
export function upgradeRequest(req: IncomingMessage, method = 'GET'): ServerRequest {
  const { url: target = '' } = req
  noteCertificate(req)
  return new ReceivedRequest(req, { method, target, sentTarget: target, routed: undefined })
}

interface Received {
  readonly method: string
  readonly target: string
  readonly sentTarget: string
  /** The same as Express routes it. */
  readonly routed: Request | undefined
}

/** Only what a scheme asks for is worked out: most ask for headers alone. */
class ReceivedRequest implements ServerRequest {
  readonly method: string
  readonly target: string
  readonly sentTarget: string
  readonly headers: DecisionRequest['headers']
  readonly #message: IncomingMessage
  readonly #routed: Request | undefined

  constructor(message: IncomingMessage, { method, target, sentTarget, routed }: Received) {
    this.method = method
    this.target = target
    this.sentTarget = sentTarget
    this.headers = message.headers
    this.#message = message
    this.#routed = routed
  }

  get rawHeaders(): string[] {
    return this.#message.rawHeaders
  }

  get message(): object {
    return keyOf(this.#message)
  }

  get remoteAddress(): string {
    // '' is nobody's address: the socket of a request that was cut off has none any more.
    return this.#message.socket.remoteAddress ?? ''
  }

  get origin(): string | undefined {
    const { socket, headers, rawHeaders } = this.#message
    const forwarded = this.#routed && forwardedHost(this.#routed)
    const host = forwarded ?? (isRepeated('host', rawHeaders) ? undefined : headers.host)
    if (host === undefined) return undefined
    const protocol = this.#routed === undefined ? isEncrypted(socket) : this.#routed.protocol === 'https'
    return originOf(`${protocol ? 'https' : 'http'}://${host}`)
  }

  get peerCertificate(): DecisionRequest['peerCertificate'] {
    return peerCertificateOf(this.message, this.#message.socket)
  }
}

/** As browsers write it: in lower case and without the port that goes without saying. */
function originOf(address: string): string | undefined {
  return /^https?:\/\/[^/?#@\\]+$/.test(address) && URL.canParse(address) ? new URL(address).origin : undefined
}

function isRepeated(name: string, rawHeaders: readonly string[]): boolean {
  return rawHeaders.filter((field, index) => index % 2 === 0 && field.toLowerCase() === name).length > 1
}

/** The authority as a proxy passes it on that the application trusts, as Express 5 reads it. */
function forwardedHost(req: Request): string | undefined {
  const forwarded = req.headers['x-forwarded-host']
  if (typeof forwarded !== 'string') return undefined
  const trusts: unknown = req.app.get('trust proxy fn')
  if (typeof trusts !== 'function') return undefined
  const host = forwarded.split(',', 1)[0]?.trim()
  // A header that says nothing is none.
  return host === undefined || host === '' || !trusts(req.socket.remoteAddress, 0) ? undefined : host
}

/** The target as the router that runs now sees it: rewritten by middleware, or what mounted routers took off put back. */
export function currentTarget(req: Request): string {
  return req.baseUrl + originForm(req.url)
}
