import type { Request } from 'express'
import type { DecisionRequest } from '../decision/types.ts'

/** What a gate is told of a request: the target as it came, whatever middleware has made of `req.url` since (P-27). */
export function decisionRequest(req: Request): DecisionRequest {
  const { method, originalUrl: target, headers, rawHeaders } = req
  const remoteAddress = req.socket.remoteAddress
  return { method, target, headers, rawHeaders, ...(remoteAddress !== undefined && { remoteAddress }) }
}

/**
 * The target as the router that runs now sees it: rewritten by middleware, or put together from what mounted routers
 * took off. Absolute form is read as origin form.
 */
export function currentTarget(req: Request): string {
  const path = req.url.startsWith('/') ? req.url : req.url.replace(/^[^/?]+:\/\/[^/?]*/, '')
  return req.baseUrl + (path.startsWith('/') || path === '' ? path : `/${path}`)
}
