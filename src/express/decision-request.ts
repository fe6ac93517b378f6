import type { Request } from 'express'
import type { DecisionRequest } from '../decision/types.ts'

/** What a gate is told of a request: the target as it came, whatever middleware has made of `req.url` since (P-27). */
export function decisionRequest(req: Request): DecisionRequest {
  const { method, originalUrl: target, headers, rawHeaders } = req
  const remoteAddress = req.socket.remoteAddress
  return { method, target, headers, rawHeaders, ...(remoteAddress !== undefined && { remoteAddress }) }
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
