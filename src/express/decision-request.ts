import type { Request } from 'express'
import type { DecisionRequest } from '../decision/types.ts'

/** What a gate is told of a request: the target as it came, whatever middleware has made of `req.url` since (P-27). */
export function decisionRequest(req: Request): DecisionRequest {
  const { method, originalUrl: target, headers, rawHeaders } = req
  const remoteAddress = req.socket.remoteAddress
  const origin = forwardedOrigin(req)
  return {
    method,
    target,
    headers,
    rawHeaders,
    ...(remoteAddress !== undefined && { remoteAddress }),
    ...(origin !== undefined && { origin }),
  }
}

/**
 * Scheme and authority as a proxy passes them on that the application trusts, as Express 5 reads them; undefined: there
 * is none, and the request says it itself.
 */
function forwardedOrigin(req: Request): string | undefined {
  const forwarded = req.headers['x-forwarded-host']
  if (typeof forwarded !== 'string') return undefined
  const trusts: unknown = req.app.get('trust proxy fn')
  if (typeof trusts !== 'function') return undefined
  const host = forwarded.split(',', 1)[0]?.trim()
  // A header that says nothing is none; what a proxy says of the scheme is one of two words, or was not its own.
  if (host === undefined || host === '' || !trusts(req.socket.remoteAddress, 0)) return undefined
  return `${req.protocol === 'https' ? 'https' : 'http'}://${host}`
}

/** The target as the router that runs now sees it: rewritten by middleware, or what mounted routers took off put back. */
export function currentTarget(req: Request): string {
  return req.baseUrl + originForm(req.url)
}

/** Absolute form is read as origin form (RFC 9112 §3.2.2), as Express reads it. */
export function originForm(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^[^/?]+:\/\/[^/?]*/, '')
  return path.startsWith('/') || path === '' ? path : `/${path}`
}
