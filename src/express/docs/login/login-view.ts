import type { DocumentedPolicy } from '../document-view.ts'
import { type DeclaredScheme, scopesOf } from '../scheme-view.ts'
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

/** What the operations ask of a scheme, with the words that the document has for it. */
function usedScopes({ rules, schemes }: DocumentedPolicy, name: string): Readonly<Record<string, string>> {
  const words = new Map(scopesOf(schemes[name]?.fields.get('flows')?.value))
  const used = rules
    .flatMap(({ operation }) => operation.security)
    .flatMap((alternative) => (Object.hasOwn(alternative, name) ? (alternative[name] ?? []) : []))
  return Object.fromEntries(used.map((scope) => [scope, String(words.get(scope) ?? '')]))
}
