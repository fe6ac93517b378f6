import type { Request, RequestHandler, Response } from 'express'
import type { DocsSettings } from '../../configuration/types.ts'
import { plainMessage } from '../../diagnostics/words.ts'
import { respond } from '../respond.ts'
import type { Access } from './access.ts'
import { documentNameOf, documentPathOf, type Place, readAddress } from './address.ts'
import { type Assets, createAssets } from './assets.ts'
import { type Content, textContent } from './content.ts'
import { type Logins, tokenEndpoints } from './login/login.ts'
import { createPageFiles, renderPage } from './page/page.ts'
import { sendContent, setDocsHeaders, setPrivate } from './send-content.ts'
import type { DocumentedPolicy } from './view/document-view.ts'
import { createViews, type Views } from './view/document-views.ts'
import { entryName, renderEntry } from './view/entry-view.ts'

/** What is documented, and where. */
export interface DocsSource extends Pick<DocsSettings, 'documentPath'> {
  /** Where the page stands in the application or router: `/docs`. */
  readonly path: string
  /** What the page is called. Another one when the document was read again. */
  readonly title: string | undefined
  /** Another one when the document was read again. */
  readonly policy: DocumentedPolicy
  /** Who may see the document; undefined: everybody all of it. */
  readonly access?: Access | undefined
  /** How people log in now. Asked when the page or the document is wanted; undefined: they paste tokens. */
  readonly logins?: (() => Promise<Logins>) | undefined
  /** The document as plain data, all in one. Asked for when the document is first wanted. */
  readonly content: () => unknown
  /** Told what keeps the documentation from being served. */
  readonly warn?: (line: string) => void
  /** The entry document's file; Swagger UI is looked for from there first. */
  readonly file: string
}

/**
 * Serves Swagger UI with a page of our own, and the document that it shows: `app.use(createDocs(source))`, or mounted
 * at the page's own path. Everything else is handed on.
 * @throws {ConfigurationError} when swagger-ui-express is not installed.
 */
export function createDocs(source: DocsSource): RequestHandler {
  const place: Place = { path: source.path, documentPath: documentPathOf(source) }
  const files = withOwn(createAssets(source.file), createPageFiles(source.logins !== undefined))
  const page = createPage(source, documentNameOf(place))
  const views = createViews(source)
  const isFile = (name: string): boolean =>
    files.has(name) || (name === entryName && source.access?.security !== undefined)
  return function portcullisDocs(req, res, next) {
    const address = readAddress(req, place)
    const name = address?.kind === 'file' ? address.name : ''
    if (address === undefined || (name !== '' && !isFile(name))) return next()
    setDocsHeaders(res)
    if (req.method !== 'GET' && req.method !== 'HEAD') return void res.status(405).set('Allow', 'GET, HEAD').end()
    if (address.kind === 'redirect') return void res.status(302).set('Location', address.location).end()
    const find = async (): Promise<Content | undefined> => {
      if (files.has(name)) return files.read(name)
      const logins = await source.logins?.()
      if (address.kind === 'document') return findView(source, views, { up: address.up, logins }, req, res)
      if (name === entryName) return textContent('application/json', renderEntry(source, logins))
      setDocsHeaders(res, tokenEndpoints(logins))
      return page(logins)
    }
    find()
      .then((found) => found && sendContent(req, res, found))
      .catch((error: unknown) => {
        source.warn?.(
          `the documentation cannot be served: ${plainMessage(error instanceof Error ? error.message : '')}`,
        )
        respond(unavailable, req, res)
      })
  }
}

/** It is no caller's fault, and trying again does not help. */
const unavailable = Object.freeze({
  status: 500,
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  body: { type: 'about:blank', title: 'The documentation cannot be served', status: 500 },
})

/** The document as the caller may see it; undefined: refused, and answered. Who it is comes before what it has already. */
async function findView(
  source: DocsSource,
  views: Views,
  place: { readonly up: string; readonly logins: Logins | undefined },
  req: Request,
  res: Response,
): Promise<Content | undefined> {
  const { access, policy } = source
  if (access === undefined) return views({ ...place, rules: undefined })
  setPrivate(res, access.fields)
  const seen = await access.judge(req)
  // What another reading says of the document, another reading has to allow.
  if (source.policy !== policy) return findView(source, views, place, req, res)
  if (seen.kind === 'refused') return void respond(seen.refused, req, res)
  return views({ ...place, rules: seen.rules })
}

/** Made again only where something in it is different. */
function createPage(source: DocsSource, documentName: string): (logins: Logins | undefined) => Content {
  let last: { readonly text: string; readonly content: Content } | undefined
  return (logins) => {
    const text = renderPage(documentName, source, logins)
    if (last?.text !== text) last = { text, content: textContent('text/html', text) }
    return last.content
  }
}

function withOwn(assets: Assets, own: ReadonlyMap<string, Content>): Assets {
  return {
    has: (name) => own.has(name) || assets.has(name),
    read: async (name) => own.get(name) ?? assets.read(name),
  }
}
