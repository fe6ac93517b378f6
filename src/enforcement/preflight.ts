import type { Matcher } from '../routing/types.ts'
import type { Asked } from './asked.ts'

/**
 * Whether a request is a CORS preflight as design 2.4 means it: OPTIONS with one `Origin`, one
 * `Access-Control-Request-Method` that names a documented method of the path, no body and no `Authorization`.
 */
export function isPreflight({ request, headers }: Asked, matcher: Matcher): boolean {
  if (request.method !== 'OPTIONS') return false
  if (typeof headers.header('origin') !== 'string' || headers.header('authorization') !== undefined) return false
  if (headers.header('transfer-encoding') !== undefined) return false
  if ((headers.header('content-length') ?? '0') !== '0') return false
  const method = headers.header('access-control-request-method')
  return typeof method === 'string' && matcher.match(method, request.target).kind === 'operation'
}
