import type { Request } from 'express'

/** Whether the request has a body that nobody has begun to read. Parsers of Express 4 set `req.body` even so. */
export function isUnread(req: Request): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = req.headers
  return (encoding !== undefined || (length !== undefined && length !== '0')) && !req.readableDidRead
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
