import type { DocumentedPolicy } from '../view/document-view.ts'
import { usedScopes } from '../view/permitted-policy.ts'
import type { DeclaredScheme } from '../view/scheme-view.ts'
import type { Logins } from './login.ts'

/** The policy as the page shows it to people who can log in. */
export function withLogins(policy: DocumentedPolicy, logins: Logins): DocumentedPolicy {
  if (logins.size === 0) return policy
  const schemes = Object.entries(policy.schemes).map(([name, scheme]): [string, DeclaredScheme] => {
    const login = logins.get(name)
    return [name, login === undefined ? scheme : { ...scheme, login: { ...login, scopes: usedScopes(policy, name) } }]
  })
  return { ...policy, schemes: Object.fromEntries(schemes) }
}
