import type { Request } from 'express'

/** What stands in place of Express 5's own `req.query`, and the address that it was read from. */
const kept = new WeakMap<object, { readonly query: unknown; readonly url: string }>()

/**
 * Express 5 reads the query from `req.url` each time, and the validator puts what it has made of it in its place, for ever.
 * Where the address was rewritten since, it is read anew.
 */
export function freshenQuery(req: Request): void {
  const own = Object.getOwnPropertyDescriptor(req, 'query')
  const known = kept.get(req)
  if (own !== undefined && (known === undefined || own.value !== known.query || req.url === known.url)) return
  if (own !== undefined && !Reflect.deleteProperty(req, 'query')) return
  const { query, url } = req
  // What the validator redefines stays configurable.
  Object.defineProperty(req, 'query', { value: query, writable: true, enumerable: true, configurable: true })
  kept.set(req, { query, url })
}
