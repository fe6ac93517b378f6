import type { Request } from 'express'

/** What a request to the documentation asks for. */
export type Address =
  /** The page without its slash, where relative addresses would lead elsewhere. */
  | { readonly kind: 'redirect'; readonly location: string }
  /** `up` is the relative way from the document to the root of the application: `../`. */
  | { readonly kind: 'document'; readonly up: string }
  /** A file beside the page; '' is the page itself. */
  | { readonly kind: 'file'; readonly name: string }

/** Where the documentation stands, in an application or a router. */
export interface Place {
  /** `/docs`. */
  readonly path: string
  /** `/docs/openapi.json`. */
  readonly documentPath: string
}

interface Wanted {
  readonly path?: string | undefined
  readonly documentPath?: string | undefined
}

/** Where the document stands that is placed with these options. */
export function documentPathOf({ path = '/docs', documentPath }: Wanted): string {
  return documentPath ?? `${path}/openapi.json`
}

/** The document's name beside the page, where the page reads it, wherever else it is served. */
export function documentNameOf({ path, documentPath }: Place): string {
  return documentPath.startsWith(`${path}/`) ? documentPath.slice(path.length + 1) : documentPath.slice(1)
}

/** undefined: the request is for something else. */
export function readAddress(req: Request, place: Place): Address | undefined {
  const below = belowPage(req, place.path)
  if (below === '') return { kind: 'redirect', location: `./${lastSegment(pathOf(req.originalUrl))}/` }
  if (req.path === place.documentPath || below === `/${documentNameOf(place)}`) {
    return { kind: 'document', up: wayUp(req.baseUrl + req.path) }
  }
  return below === undefined ? undefined : { kind: 'file', name: below.slice(1) }
}

/** The rest of the path below the page's own. */
function belowPage(req: Request, path: string): string | undefined {
  if (req.path === path || req.path.startsWith(`${path}/`)) return req.path.slice(path.length)
  // Mounted at its own path: `app.use('/docs', gate.docs())`. Express then says '/' with and without a slash.
  if (!req.baseUrl.endsWith(path)) return undefined
  return req.path === '/' && !pathOf(req.originalUrl).endsWith('/') ? '' : req.path
}

function pathOf(target: string): string {
  return target.replace(/[?#].*$/s, '')
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function wayUp(path: string): string {
  const folders = path.split('/').length - 2
  return folders === 0 ? './' : '../'.repeat(folders)
}
