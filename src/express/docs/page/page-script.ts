/*
 * What runs in the browser. The functions below are sent to it as they stand here, so that they are checked and linted
 * like all else: they may use one another, and nothing else of this module.
 */

import { loginFunctions } from './login-script.ts'
import { restrictedFunctions } from './restricted-script.ts'

/** What they use of a browser. The DOM's own types would make `document` a known name in all of the server. */
interface Browser {
  readonly location: { readonly href: string; reload(): void }
  readonly sessionStorage: SessionStorage
  readonly document: { title: string; querySelector(selector: string): PageElement | null }
  readonly SwaggerUIBundle: (config: object) => SwaggerUi
}

interface PageElement {
  readonly dataset: Readonly<Record<string, string | undefined>>
}

interface SessionStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** What they use of Swagger UI, whose maps are Immutable's. */
interface SwaggerUi extends AuthSystem {
  initOAuth(config: object): void
  readonly authActions: { restoreAuthorization(state: { authorized: Record<string, Authorized> }): void }
  readonly specSelectors: {
    info(): { get(name: string): unknown }
    securityDefinitions(): { toJS(): Record<string, Declared> } | undefined
  }
}

interface Declared {
  readonly type?: unknown
}

/** What was typed into the Authorize dialog for one scheme. */
interface Authorized {
  readonly name: string
  readonly schema: object
  readonly value?: unknown
  /** What logging in brought. */
  readonly token?: Token
}

interface Token {
  readonly access_token?: unknown
  readonly token_type?: unknown
}

/** What is made of the functions of other files: the plugin for logging in, and what shows a document to some. */
interface Parts {
  createLogin(browser: Browser, clients: object): object
  documentShower(
    browser: Browser,
    restricted: { url: string; entryUrl: string | undefined; security: string | undefined },
    ui: () => SwaggerUi,
  ): Changed
}

/** Told of what the visitor has logged in with, at the start and whenever it is another. */
type Changed = (authorized: readonly Authorized[]) => unknown

interface AuthSystem {
  readonly authSelectors: { authorized(): { toJS(): Record<string, Authorized> } }
}

/** Shows the document that the page names. */
function startPage(browser: Browser, { createLogin, documentShower }: Parts): void {
  const { document: link = '', title, login, access } = browser.document.querySelector('#swagger-ui')?.dataset ?? {}
  const url = new URL(link, browser.location.href).href
  const { security, entry } = JSON.parse(access ?? '{}')
  const entryUrl = entry === undefined ? undefined : new URL(entry, browser.location.href).href
  // Two documents of one origin each keep their own.
  const key = `portcullis ${url}`
  const logins = login === undefined ? [] : [createLogin(browser, JSON.parse(login).clients)]
  const changed: Changed =
    access === undefined ? () => {} : documentShower(browser, { url, entryUrl, security }, () => ui)
  let isComplete = false
  const ui = browser.SwaggerUIBundle({
    dom_id: '#swagger-ui',
    url: entryUrl ?? url,
    deepLinking: true,
    tryItOutEnabled: true,
    defaultModelsExpandDepth: 0,
    queryConfigEnabled: false,
    validatorUrl: null,
    oauth2RedirectUrl: new URL('./oauth2-redirect.html', browser.location.href).href,
    persistAuthorization: false,
    plugins: [credentialsPlugin(browser, key, changed), serversPlugin(url), ...logins],
    onComplete: () => {
      restoreCredentials(browser, key, ui)
      if (!isComplete) changed(Object.values(ui.authSelectors.authorized().toJS()))
      isComplete = true
      const named = ui.specSelectors.info().get('title')
      if (title === undefined && typeof named === 'string') browser.document.title = named
    },
  })
  ui.initOAuth({ usePkceWithAuthorizationCodeGrant: true })
}

/** Hooks into what Swagger UI does after each Authorize and Log out. Left to itself it uses localStorage (U-10). */
function credentialsPlugin(browser: Browser, key: string, changed: Changed): object {
  type Authorize = (payload: Record<string, Authorized>) => void
  type AuthorizeOauth2 = (payload: { readonly token: Token }) => void
  const wrapActions = {
    authorize: (authorize: Authorize) => (payload: Record<string, Authorized>) => {
      const entries = Object.entries(payload)
      authorize(Object.fromEntries(entries.map(([name, entry]) => [name, { ...entry, value: tidy(entry.value) }])))
    },
    // The access token is all that requests need: one that renews it has no place in a page.
    authorizeOauth2: (authorize: AuthorizeOauth2) => (payload: { readonly token: Token }) => {
      const { access_token, token_type } = payload.token
      authorize({ ...payload, token: { access_token: tidy(access_token), token_type } })
    },
    persistAuthorizationIfNeeded: (_original: unknown, system: AuthSystem) => () => {
      const authorized = Object.values(system.authSelectors.authorized().toJS())
      saveCredentials(browser, key, authorized)
      changed(authorized)
    },
  }
  return { statePlugins: { auth: { wrapActions } } }
}

/** A token is often copied with the word in front of it, which Swagger UI sends as well. */
function tidy(value: unknown): unknown {
  return typeof value === 'string' ? value.trim().replace(/^bearer +/i, '') : value
}

function saveCredentials(browser: Browser, key: string, authorized: readonly Authorized[]): void {
  try {
    const values = Object.fromEntries(authorized.map(({ name, value, token }) => [name, token?.access_token ?? value]))
    if (authorized.length === 0) browser.sessionStorage.removeItem(key)
    else browser.sessionStorage.setItem(key, JSON.stringify(values))
  } catch {
    // A browser that lets nothing be kept asks again after a reload.
  }
}

/** Only for schemes that the document has now, and as it describes them now. */
function restoreCredentials(browser: Browser, key: string, ui: SwaggerUi): void {
  try {
    const values: Record<string, unknown> = JSON.parse(browser.sessionStorage.getItem(key) ?? '{}')
    const schemes = Object.entries(ui.specSelectors.securityDefinitions()?.toJS() ?? {})
    const known = schemes.filter(([name]) => Object.hasOwn(values, name))
    const authorized = known.map(([name, schema]) => [name, restored(name, schema, values[name])] as const)
    const already = ui.authSelectors.authorized().toJS()
    ui.authActions.restoreAuthorization({ authorized: { ...already, ...Object.fromEntries(authorized) } })
  } catch {
    // What cannot be read was not kept.
  }
}

function restored(name: string, schema: Declared, value: unknown): Authorized {
  if (schema.type !== 'oauth2') return { name, schema, value }
  return { name, schema, token: { access_token: value, token_type: 'Bearer' } }
}

/** Shows servers as the addresses that they are; in the document they are relative to it. */
function serversPlugin(documentUrl: string): object {
  type Update = (content: { servers?: readonly { url: string }[] }) => void
  const absolute = ({ url }: { url: string }) => ({ url: new URL(url, documentUrl).href.replace(/\/$/, '') })
  const wrapActions = {
    updateJsonSpec: (update: Update) => (content: Parameters<Update>[0]) => {
      update({ ...content, servers: content.servers?.map(absolute) ?? [] })
    },
  }
  return { statePlugins: { spec: { wrapActions } } }
}

const functions = [serversPlugin, credentialsPlugin, tidy, saveCredentials, restored, restoreCredentials, startPage]

/**
 * The script of the page, a module. esbuild, in tsx and in bundlers, wraps inner functions in a `__name` of its own,
 * which has to be there.
 */
export const pageScript: string = [
  'const __name = (value) => value',
  ...[...loginFunctions, ...restrictedFunctions, ...functions].map(String),
  'startPage(window, { createLogin: loginPlugin, documentShower })',
  '',
].join('\n\n')
