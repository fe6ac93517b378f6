import type { Diagnostic } from '../../diagnostics/diagnostic.ts'
import { nearestName } from '../../diagnostics/nearest.ts'
import { proposal, quote } from '../../diagnostics/words.ts'
import { noExtension } from '../../policy/operations/parse-extension.ts'
import type { Policy, Rule } from '../../policy/types.ts'
import type { DocsCode } from './codes.ts'

/**
 * What a request for the document has to show, as a rule beside those of the operations: a good credential of the scheme,
 * whatever its scopes. Where there is no such scheme, nobody is let in.
 * @param path Where the document stands, for those who are told of the decision.
 */
export function documentRule({ schemes }: Pick<Policy, 'schemes'>, scheme: string, path: string): Rule {
  const source = Object.hasOwn(schemes, scheme) ? schemes[scheme]?.source : undefined
  const security = Object.freeze([Object.freeze({ [scheme]: Object.freeze([]) })])
  const operation = { method: 'get', path, security, source: source ?? { file: '<options>', line: 1, column: 1 } }
  return Object.freeze({
    operation: Object.freeze(operation),
    method: 'GET',
    template: { segments: [], trailingSlash: false },
    bases: [''],
    alternatives: [[{ scheme, scopes: [] }]],
    extension: noExtension,
  })
}

/** What is wrong where `docs.security` is none of these schemes. */
export function schemeFinding(name: string, names: readonly string[]): Diagnostic | undefined {
  if (names.includes(name)) return undefined
  const code: DocsCode = 'docs.security-scheme'
  const message = `docs.security names ${quote(name)}, which is no scheme that the documentation can stand behind.`
  const others = names.length === 0 ? 'Leave docs.security out.' : `It may be: ${names.join(', ')}.`
  return { severity: 'error', code, message, fix: proposal(nearestName(name, names), others) }
}
