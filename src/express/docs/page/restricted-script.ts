/*
 * What runs in the browser where not everybody may see all of the document, sent as it stands here, as page-script.ts says:
 * the page asks for the document itself, with what its visitor has logged in with, and again whenever that is another.
 */

/** What they use of a browser, beside what Node has as well. */
interface Browser {
  readonly location: { reload(): void }
  readonly document: { querySelector(selector: string): Notice | null }
}

interface Notice {
  textContent: string | null
  hidden: boolean
}

/** As much of Swagger UI as a document is shown with. */
interface Shower {
  readonly authActions: { showDefinitions(which: unknown): void }
  readonly authSelectors: { definitionsToAuthorize(): unknown }
  readonly specActions: { updateUrl(url: string): void; updateSpec(text: string): void }
}

/** One scheme that the visitor has given a credential for. */
interface Given {
  readonly name: string
  readonly schema: {
    readonly type?: unknown
    readonly scheme?: unknown
    readonly in?: unknown
    readonly name?: unknown
  }
  readonly value?: unknown
  readonly token?: { readonly access_token?: unknown }
}

/** Where the document is, and who may see it. */
interface Restricted {
  readonly url: string
  /** What is shown in its place to who may not see it; undefined: there is something to see for everybody. */
  readonly entryUrl: string | undefined
  /** The scheme that the document stands behind. */
  readonly security: string | undefined
}

/** Gives a function that shows what one may see who has these credentials. The newest call counts. */
function documentShower(
  browser: Browser,
  { url, entryUrl, security }: Restricted,
  ui: () => Shower,
): (given: readonly Given[]) => Promise<void> {
  let turn = 0
  let shown: string | undefined
  const show = (text: string): void => {
    if (text === shown) return
    shown = text
    ui().specActions.updateUrl(url)
    ui().specActions.updateSpec(text)
  }
  const askForLogin = (): void => ui().authActions.showDefinitions(ui().authSelectors.definitionsToAuthorize())
  return async (given) => {
    turn += 1
    const own = turn
    const counting = given.filter(({ name }) => security === undefined || name === security)
    const { status, text } = await fetchDocument(url, entryUrl, counting)
    if (own !== turn) return
    tell(browser, noticeFor(status, counting.length > 0))
    if (text !== undefined) show(text)
    // What was shown to who has logged out must not stay.
    else if (counting.length === 0 && shown !== undefined) browser.location.reload()
    if (status === 401 && counting.length === 0) askForLogin()
  }
}

/** The document, or what is shown in its place; undefined: nothing else than before. */
async function fetchDocument(
  url: string,
  entryUrl: string | undefined,
  given: readonly Given[],
): Promise<{ readonly status: number; readonly text: string | undefined }> {
  try {
    const answer = await fetchWith(url, given)
    if (answer.ok) return { status: answer.status, text: await answer.text() }
    return { status: answer.status, text: entryUrl === undefined ? undefined : await (await fetch(entryUrl)).text() }
  } catch {
    return { status: 0, text: undefined }
  }
}

/** Each credential where its scheme has it. A cookie is the browser's to send. */
async function fetchWith(url: string, given: readonly Given[]): Promise<Response> {
  const address = new URL(url)
  const headers = new Headers()
  for (const { schema, value, token } of given) {
    const key = String(token?.access_token ?? value)
    if (schema.type === 'apiKey' && schema.in === 'query') address.searchParams.set(String(schema.name), key)
    else if (schema.type === 'apiKey' && schema.in === 'header') headers.set(String(schema.name), key)
    else if (schema.type !== 'apiKey') headers.set('Authorization', authorizationFor(schema.scheme, value, key))
  }
  return fetch(address, { headers })
}

function authorizationFor(scheme: unknown, value: unknown, key: string): string {
  const word = String(scheme ?? 'bearer').toLowerCase()
  if (word !== 'basic') return `${word === 'bearer' ? 'Bearer' : String(scheme)} ${key}`
  const { username = '', password = '' } = Object(value)
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`
}

function noticeFor(status: number, hasCredential: boolean): string {
  if (status === 200) return hasCredential ? '' : 'You see what everybody may call. Log in to see what you may call.'
  if (status === 0 || status >= 500) return 'The documentation cannot be had now. Try again later.'
  return hasCredential
    ? 'Your credential is not good for this documentation. Log out, and log in again.'
    : 'Log in to see this documentation.'
}

function tell(browser: Browser, words: string): void {
  const notice = browser.document.querySelector('#notice')
  if (notice === null) return
  notice.textContent = words
  notice.hidden = words === ''
}

/** Sent in front of what uses `documentShower`. */
export const restrictedFunctions: readonly ((...given: never) => unknown)[] = [
  tell,
  noticeFor,
  authorizationFor,
  fetchWith,
  fetchDocument,
  documentShower,
]
