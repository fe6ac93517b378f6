import type { Request } from 'express'
import { isMapping, type Mapping } from '../../../document/plain-data.ts'
import { isBinary } from './binary-content.ts'
import { documentedType } from './documented-type.ts'

/**
 * What can be said of a body before it is validated. `unlisted`: the operation takes no such content; `unread` and `raw`:
 * nobody has read it, or made data of it, though a schema asks for something.
 */
export type BodyState = 'readable' | 'unlisted' | 'unread' | 'raw'

/**
 * @param requestBody Of the operation, as the validator keeps it.
 * @param readsUploads Whether the validator's multer reads what is documented as `multipart/form-data`.
 */
export function bodyState(req: Request, requestBody: Mapping, readsUploads: boolean): BodyState {
  if (!hasBody(req)) return 'readable'
  const content = isMapping(requestBody.content) ? requestBody.content : {}
  const sent = req.headers['content-type']?.trim() ?? ''
  const type = sent === '' ? undefined : documentedType(Object.keys(content), sent)
  if (type === undefined) return 'unlisted'
  if (isBinary(content[type])) return 'readable'
  if (!isUnread(req)) return req.body === undefined || ArrayBuffer.isView(req.body) ? 'raw' : 'readable'
  if (readsUploads && isMultipart(req) && 'multipart/form-data' in content) return 'readable'
  return mediaType.test(sent) ? 'unread' : 'unlisted'
}

const token = "[\\w!#$%&'*+.^`|~-]+"
/** RFC 9110 §8.3.1. Parsers of Express 4 leave a body whose type is written in another way, which is the caller's mistake. */
const mediaType = new RegExp(`^${token}/${token}(?:[ \\t]*;[ \\t]*${token}=(?:${token}|"[^"]*"))*$`)

/** Whether the request has a body. */
export function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Whether the request has a body that nobody has begun to read. Parsers of Express 4 set `req.body` even so. */
export function isUnread(req: Request): boolean {
  // One of no bytes is read to its end without any having been read.
  return hasBody(req) && !req.readableDidRead && !req.readableEnded
}

export function isMultipart(req: Request): boolean {
  return isFormData(req.headers['content-type'] ?? '')
}

export function isFormData(type: string): boolean {
  return /^\s*multipart\/form-data\s*(?:;|$)/i.test(type)
}
