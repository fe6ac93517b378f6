import type { Access } from '../access.ts'
import type { Logins } from '../login/login.ts'
import { withLogins } from '../login/login-view.ts'
import type { DocumentedPolicy } from './document-view.ts'
import { viewScheme } from './scheme-view.ts'

/** The name of the file beside the page. */
export const entryName = 'entry.json'

/** What an entry is made of. */
export interface EntrySource {
  readonly policy: DocumentedPolicy
  readonly title: string | undefined
  readonly access?: Access | undefined
}

/**
 * The document that the page shows to who may not see the real one yet: it has the scheme to log in with, and nothing else.
 * @returns JSON.
 */
export function renderEntry({ policy, title, access }: EntrySource, logins: Logins = new Map()): string {
  const name = access?.security
  const scheme = name === undefined ? undefined : withLogins(policy, logins).schemes[name]
  return JSON.stringify({
    openapi: '3.0.3',
    info: { title: title ?? 'API documentation', version: '' },
    paths: {},
    components: { securitySchemes: name === undefined || scheme === undefined ? {} : { [name]: viewScheme(scheme) } },
  })
}
