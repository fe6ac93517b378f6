import type { Request, Response } from 'express'
import type { Content, Encoding } from './content.ts'

/**
 * Swagger UI needs no inline script, no inline style and no other host. `data:` is its icons and `blob:` the images that
 * an operation answers. Tried requests go to the page's own origin: a token
 * cannot leave it (U-06), but for that of the issuer where people log in.
 */
function contentSecurityPolicy(tokenEndpoints: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...tokenEndpoints].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** Set on every answer, over whatever earlier middleware chose for the application's own pages (U-06, U-07). */
const HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  // The window in which people log in is not to lead this one elsewhere.
  'Cross-Origin-Opener-Policy': 'same-origin',
  // Nothing here has a version in its name, so it is asked for again, and mostly answered with 304.
  'Cache-Control': 'no-cache',
}

/** @param tokenEndpoints Where the page exchanges codes. */
export function setDocsHeaders(res: Response, tokenEndpoints: readonly string[] = []): void {
  res.setHeader('Content-Security-Policy', contentSecurityPolicy(tokenEndpoints))
  for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value)
}

/** For what one caller may see, and another not (U-15). `fields` are those that say who it is. */
export function setPrivate(res: Response, fields: readonly string[]): void {
  res.setHeader('Cache-Control', 'private, no-cache')
  for (const field of fields) res.vary(field)
}

export async function sendContent(req: Request, res: Response, content: Content): Promise<void> {
  res.setHeader('ETag', content.etag)
  if (content.compressible) res.vary('Accept-Encoding')
  if (req.fresh) return void res.status(304).end()
  const encoding = content.compressible ? chooseEncoding(req) : 'identity'
  const body = await content.encoded(encoding)
  res.setHeader('Content-Type', content.type)
  res.setHeader('Content-Length', body.length)
  if (encoding !== 'identity') res.setHeader('Content-Encoding', encoding)
  res.end(req.method === 'HEAD' ? undefined : body)
}

/** Asked one by one, as in a list the client's order would count, and browsers name gzip first. */
function chooseEncoding(req: Request): Encoding {
  if (req.acceptsEncodings('br')) return 'br'
  return req.acceptsEncodings('gzip') ? 'gzip' : 'identity'
}
