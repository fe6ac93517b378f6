import type { Request } from 'express'
import { bodyParsers } from '../body-parsers.ts'
import { handlerOf, type Layer, type Route } from '../routes/stack.ts'

/** Whether the request has a body that nobody has begun to read. Parsers of Express 4 set `req.body` even so. */
export function isUnread(req: Request): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = req.headers
  return (encoding !== undefined || (length !== undefined && length !== '0')) && !req.readableDidRead
}

/** Whether a handler of a route is a body parser, or one stands behind it in the route. */
export function parsesLater(req: Request, { stack }: Route, handle: object): boolean {
  const method = req.method.toLowerCase()
  const isParser = (layer: Layer): boolean =>
    (layer.method === undefined || layer.method === method) && bodyParsers.has(layer.handle.name)
  const at = stack.findLastIndex((layer) => handlerOf(layer) === handle)
  // A handler that is not found may stand behind all parsers.
  return at !== -1 && stack.slice(at).some(isParser)
}

/** Media types that a parser makes data of, which schemas are about. */
const parsed = /^\s*(?:[^;]+[/+](?:json|xml)|application\/x-www-form-urlencoded|text\/[^;]+)\s*(?:;|$)/i

/** Whether a body is still unread that should have been parsed: validation would judge the request without it. */
export function lacksParser(req: Request, readsUploads: boolean): boolean {
  const type = req.headers['content-type'] ?? ''
  return isUnread(req) && (parsed.test(type) || (!readsUploads && isMultipart(req)))
}

export function isMultipart(req: Request): boolean {
  return isFormData(req.headers['content-type'] ?? '')
}

export function isFormData(type: string): boolean {
  return /^\s*multipart\/form-data\s*(?:;|$)/i.test(type)
}
