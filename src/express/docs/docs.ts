import type { RequestHandler } from 'express'
import type { DocsSettings } from '../../configuration/types.ts'
import { documentNameOf, type Place, readAddress } from './address.ts'
import { type Assets, createAssets } from './assets.ts'
import { type Content, textContent } from './content.ts'
import { type DocumentedPolicy, renderDocumentView } from './document-view.ts'
import { type Logins, tokenOrigins } from './login/login.ts'
import { withLogins } from './login/login-view.ts'
import { createPageFiles, renderPage } from './page.ts'
import { sendContent, setDocsHeaders } from './send-content.ts'

/** What is documented, and where. */
export interface DocsSource extends Pick<DocsSettings, 'documentPath' | 'title'> {
  /** Where the page stands in the application or router: `/docs`. */
  readonly path: string
  /** Another one when the document was read again. */
  readonly policy: DocumentedPolicy
  /** How people log in now. Asked when the page or the document is wanted; undefined: they paste tokens. */
  readonly logins?: (() => Promise<Logins>) | undefined
  /** The document as plain data, all in one. Asked for when the document is first wanted. */
  readonly content: () => unknown
  /** The entry document's file; Swagger UI is looked for from there first. */
  readonly file: string
}

/**
 * Serves Swagger UI with a page of our own, and the document that it shows: `app.use(createDocs(source))`, or mounted
 * at the page's own path. Everything else is handed on.
 * @throws {ConfigurationError} when swagger-ui-express is not installed.
 */
export function createDocs(source: DocsSource): RequestHandler {
  const place: Place = { path: source.path, documentPath: source.documentPath ?? `${source.path}/openapi.json` }
  const files = withOwn(createAssets(source.file), createPageFiles(source.logins !== undefined))
  const page = createPage(source, documentNameOf(place))
  const view = createViews(source)
  return function portcullisDocs(req, res, next) {
    const address = readAddress(req, place)
    const name = address?.kind === 'file' ? address.name : ''
    if (address === undefined || (name !== '' && !files.has(name))) return next()
    setDocsHeaders(res)
    if (req.method !== 'GET' && req.method !== 'HEAD') return void res.status(405).set('Allow', 'GET, HEAD').end()
    if (address.kind === 'redirect') return void res.status(302).set('Location', address.location).end()
    const find = async (): Promise<Content> => {
      if (name !== '') return files.read(name)
      const logins = await source.logins?.()
      if (address.kind === 'document') return view(address.up, logins)
      setDocsHeaders(res, tokenOrigins(logins))
      return page(logins)
    }
    find()
      .then((found) => sendContent(req, res, found))
      .catch(next)
  }
}

/** Made again only where something in it is different. */
function createPage(source: DocsSource, documentName: string): (logins: Logins | undefined) => Content {
  let last: { readonly text: string; readonly content: Content } | undefined
  return (logins) => {
    const text = renderPage(documentName, source.title, logins)
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

/** Copies of the document that are kept: one for each depth that it is asked for at, which is one and seldom two. */
const KEPT_VIEWS = 4

/** The served document by the way up from it, each written when it is first asked for, once for all who ask. */
function createViews(source: DocsSource): (up: string, logins: Logins | undefined) => Promise<Content> {
  let views = new Map<string, Promise<Content>>()
  let viewed = source.policy
  let viewedLogins = ''
  return (up, logins = new Map()) => {
    const { policy } = source
    const key = JSON.stringify([...logins])
    if (policy !== viewed || key !== viewedLogins) views = new Map()
    viewed = policy
    viewedLogins = key
    const kept = views.get(up)
    if (kept !== undefined) return kept
    // A mount with a wildcard can be reached at any depth.
    if (views.size >= KEPT_VIEWS) views = new Map()
    const view = writeView(source, withLogins(policy, logins), up)
    const own = views
    own.set(up, view)
    view.catch(() => own.delete(up))
    return view
  }
}

async function writeView({ content }: DocsSource, policy: DocumentedPolicy, up: string): Promise<Content> {
  return textContent('application/json', renderDocumentView(await content(), policy, up))
}
