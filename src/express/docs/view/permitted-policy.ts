import type { DocumentedPolicy } from './document-view.ts'
import type { DocumentedRule } from './operation-view.ts'
import { type DeclaredScheme, scopesOf } from './scheme-view.ts'

/**
 * The policy as a caller sees it who may call some of its operations. A scheme that people can log in for keeps the scopes of
 * all: who has none yet has to ask for them first, and each challenge of the API names them as well.
 */
export function permittedPolicy(policy: DocumentedPolicy, permitted: ReadonlySet<DocumentedRule>): DocumentedPolicy {
  const rules = policy.rules.filter((rule) => permitted.has(rule))
  if (rules.length === policy.rules.length) return policy
  const part = { ...policy, rules, isPart: true }
  const isUsed = (name: string): boolean =>
    policy.rules.some(({ operation }) => operation.security.some((alternative) => Object.hasOwn(alternative, name)))
  const used = Object.entries(policy.schemes).filter(([name]) => isUsed(name))
  const schemes = used.map(([name, scheme]): [string, DeclaredScheme] => [
    name,
    scheme.login === undefined ? { ...scheme, scopes: usedScopes(part, name) } : scheme,
  ])
  return { ...part, schemes: Object.fromEntries(schemes) }
}

/** What the operations ask of a scheme, with the words that the document has for it. */
export function usedScopes({ rules, schemes }: DocumentedPolicy, name: string): Readonly<Record<string, string>> {
  const words = new Map(scopesOf(schemes[name]?.fields.get('flows')?.value))
  const used = rules
    .flatMap(({ operation }) => operation.security)
    .flatMap((alternative) => (Object.hasOwn(alternative, name) ? (alternative[name] ?? []) : []))
  return Object.fromEntries(used.map((scope) => [scope, String(words.get(scope) ?? '')]))
}
