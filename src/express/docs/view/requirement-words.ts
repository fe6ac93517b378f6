import type { OperationExtension } from '../../../policy/types.ts'
import type { DeclaredScheme } from './scheme-view.ts'

/** What is said of one operation. */
export interface Required {
  /** The effective list in OpenAPI's own form. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly extension: Pick<OperationExtension, 'scopeMatch' | 'acr' | 'maxAge'>
}

/** How the schemes of a document are spoken of. */
export interface SchemeWords {
  readonly schemes: Readonly<Record<string, DeclaredScheme>>
  /** How the scopes of a scheme are read where the operation does not say. */
  matchOf(scheme: string): 'all' | 'any'
}

/** Who may call an operation, in Markdown: the page's lock says that something is needed, and not what. */
export function requirementWords({ security, extension }: Required, words: SchemeWords): string {
  if (security.every((alternative) => Object.keys(alternative).length === 0))
    return '**Public.** No credential is needed.'
  const needed = security.filter((alternative) => Object.keys(alternative).length > 0)
  const ways = needed.map((alternative) => alternativeWords(alternative, extension.scopeMatch, words))
  const head = needed.length < security.length ? '**Optional.** Works without a credential. With one: ' : '**Needs** '
  return [head + listOf(ways), ...loginWords(extension), ...proofWords(security, words)].join('\n\n')
}

/** One stands in the sentence, several below it. */
function listOf(ways: readonly string[]): string {
  const [only, ...more] = ways
  return more.length === 0 ? `${only}.` : `one of these:\n\n${ways.map((way) => `- ${way}`).join('\n')}`
}

function alternativeWords(
  alternative: Readonly<Record<string, readonly string[]>>,
  match: 'all' | 'any' | undefined,
  words: SchemeWords,
): string {
  const demands = Object.entries(alternative).map(([name, scopes]) => {
    const { noun, grant } = kindOf(words.schemes[name])
    return `${noun} (${code(name)})${scopeWords(scopes, grant, match ?? words.matchOf(name))}`
  })
  return demands.join(' and ')
}

interface Kind {
  readonly noun: string
  /** What the names in its list are. */
  readonly grant: 'scope' | 'role'
}

function kindOf(scheme: DeclaredScheme | undefined): Kind {
  switch (scheme?.type) {
    case 'oauth2':
    case 'openIdConnect':
      return { noun: 'a token', grant: 'scope' }
    case 'apiKey':
      return { noun: 'a key', grant: 'role' }
    case 'mutualTLS':
      return { noun: 'a client certificate', grant: 'role' }
    default:
      return kindOfHttp(String(scheme?.fields.get('scheme')?.value).toLowerCase())
  }
}

function kindOfHttp(word: string): Kind {
  if (word === 'bearer') return { noun: 'a token', grant: 'scope' }
  return { noun: word === 'basic' ? 'a name and a password' : 'a credential', grant: 'role' }
}

function scopeWords(scopes: readonly string[], grant: Kind['grant'], match: 'all' | 'any'): string {
  const names = scopes.map(code)
  if (names.length === 0) return ''
  if (names.length === 1) return ` with the ${grant} ${names[0]}`
  const last = names.at(-1)
  const others = names.slice(0, -1).join(', ')
  return match === 'any' ? ` with the ${grant} ${others} or ${last}` : ` with the ${grant}s ${others} and ${last}`
}

function loginWords({ acr, maxAge }: Required['extension']): readonly string[] {
  return [
    ...(maxAge === undefined ? [] : [`The login has to be at most ${maxAge} seconds ago.`]),
    ...(acr === undefined ? [] : [`The login has to be of the class ${acr.map(code).join(' or ')}.`]),
  ]
}

/** A page in a browser has no key to prove. */
function proofWords(security: Required['security'], { schemes }: SchemeWords): readonly string[] {
  const needsProof = (name: string): boolean => schemes[name]?.proofs === 'required'
  const canTry = security.some((alternative) => !Object.keys(alternative).some(needsProof))
  return canTry ? [] : ['It cannot be tried in this page: each request needs a DPoP proof (RFC 9449).']
}

/** As Markdown shows it word for word: a name from the document can make nothing else of the sentence. */
function code(name: string): string {
  const plain = name.replace(/\s+/g, ' ')
  const fence = '`'.repeat(1 + Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length)))
  const padding = plain.startsWith('`') || plain.endsWith('`') ? ' ' : ''
  return fence + padding + plain + padding + fence
}
