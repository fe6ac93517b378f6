import type { RequestHandler } from 'express'
import type { DocsSettings } from '../../configuration/types.ts'
import { documentNameOf, type Place, readAddress } from './address.ts'
import { type Assets, createAssets } from './assets.ts'
import { type Content, textContent } from './content.ts'
import { type DocumentedPolicy, renderDocumentView } from './document-view.ts'
import { createPageFiles } from './page.ts'
import { sendContent, setDocsHeaders } from './send-content.ts'

/** What is documented, and where. */
export interface DocsSource extends Pick<DocsSettings, 'documentPath' | 'title'> {
  /** Where the page stands in the application or router: `/docs`. */
  readonly path: string
  /** Another one when the document was read again. */
  readonly policy: DocumentedPolicy
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
  const files = withPage(createAssets(source.file), createPageFiles(documentNameOf(place), source.title))
  const view = createViews(source)
  return function portcullisDocs(req, res, next) {
    const address = readAddress(req, place)
    if (address === undefined || (address.kind === 'file' && !files.has(address.name))) return next()
    setDocsHeaders(res)
    if (req.method !== 'GET' && req.method !== 'HEAD') return void res.status(405).set('Allow', 'GET, HEAD').end()
    if (address.kind === 'redirect') return void res.status(302).set('Location', address.location).end()
    const content = address.kind === 'file' ? files.read(address.name) : view(address.up)
    content.then((found) => sendContent(req, res, found)).catch(next)
  }
}

function withPage(assets: Assets, own: ReadonlyMap<string, Content>): Assets {
  return {
    has: (name) => own.has(name) || assets.has(name),
    read: async (name) => own.get(name) ?? assets.read(name),
  }
}

/** Copies of the document that are kept: one for each depth that it is asked for at, which is one and seldom two. */
const KEPT_VIEWS = 4

/** The served document by the way up from it, each written when it is first asked for, once for all who ask. */
function createViews(source: DocsSource): (up: string) => Promise<Content> {
  let views = new Map<string, Promise<Content>>()
  let viewed = source.policy
  return (up) => {
    const { policy } = source
    // A mount with a wildcard can be reached at any depth.
    if (policy !== viewed || views.size >= KEPT_VIEWS) views = new Map()
    viewed = policy
    const kept = views.get(up)
    if (kept !== undefined) return kept
    const view = writeView(source, policy, up)
    const own = views
    own.set(up, view)
    view.catch(() => own.delete(up))
    return view
  }
}

async function writeView({ content }: DocsSource, policy: DocumentedPolicy, up: string): Promise<Content> {
  return textContent('application/json', renderDocumentView(await content(), policy, up))
}
