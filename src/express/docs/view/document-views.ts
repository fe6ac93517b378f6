import { keepNewest } from '../../../memory/keep-newest.ts'
import { type Content, textContent } from '../content.ts'
import type { Logins } from '../login/login.ts'
import { withLogins } from '../login/login-view.ts'
import { type DocumentedPolicy, renderDocumentView } from './document-view.ts'
import type { DocumentedRule } from './operation-view.ts'
import { permittedPolicy } from './permitted-policy.ts'

/** What makes one served document another than the next. */
export interface View {
  /** The relative way up from the document to the root of the application: `../`. */
  readonly up: string
  readonly logins: Logins | undefined
  /** The operations that are shown; undefined: all. */
  readonly rules: ReadonlySet<DocumentedRule> | undefined
}

/** The served document, written when it is first asked for, once for all who see the same. */
export type Views = (view: View) => Promise<Content>

/** What the views are made of. */
export interface ViewsSource {
  readonly policy: DocumentedPolicy
  readonly content: () => unknown
}

/** Copies of the document that are kept: depths that it is asked for at, and kinds of callers that see the same. */
const keptViews = 8

export function createViews(source: ViewsSource): Views {
  let views = new Map<string, Promise<Content>>()
  let viewed = source.policy
  return (view) => {
    const { policy } = source
    if (policy !== viewed) views = new Map()
    viewed = policy
    const key = keyOf(view, policy)
    // One that was not to be written is not tried again before the document is another.
    const content = views.get(key) ?? writeView(source.content, policy, view)
    keepNewest(views, key, content, keptViews)
    return content
  }
}

function keyOf({ up, logins = new Map(), rules }: View, policy: DocumentedPolicy): string {
  const shown = rules && policy.rules.map((rule) => (rules.has(rule) ? '1' : '0')).join('')
  return JSON.stringify([up, [...logins], shown])
}

async function writeView(
  content: ViewsSource['content'],
  policy: DocumentedPolicy,
  { up, logins = new Map(), rules }: View,
): Promise<Content> {
  const all = withLogins(policy, logins)
  const shown = rules === undefined ? all : permittedPolicy(all, rules)
  return textContent('application/json', renderDocumentView(await content(), shown, up))
}
