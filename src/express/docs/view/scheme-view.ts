import { isMapping } from '../../../document/plain-data.ts'
import type { SchemeDeclaration } from '../../../policy/types.ts'
import type { Endpoints } from '../login/login.ts'

/** What is read of a scheme of the policy. */
export interface DeclaredScheme {
  readonly type: SchemeDeclaration['type']
  readonly fields: Iterable<[string, WithValue]> & { get(name: string): WithValue | undefined }
  /** Where people log in for it, and for which scopes; undefined: they paste a token. */
  readonly login?: Endpoints & { readonly scopes: Readonly<Record<string, string>> }
  /** Its scopes that may be spoken of, with their words; undefined: all that the document lists. */
  readonly scopes?: Readonly<Record<string, string>>
  /** Whether its tokens must come with a DPoP proof. */
  readonly proofs?: 'allowed' | 'required'
}

interface WithValue {
  readonly value: unknown
}

type ViewedScheme = Readonly<Record<string, unknown>>

/** What such schemes are, for the person who is asked to paste a token. */
const KINDS: Readonly<Partial<Record<DeclaredScheme['type'], string>>> = {
  oauth2: 'OAuth 2.0',
  openIdConnect: 'OpenID Connect',
}

/**
 * A scheme as the page shows it. Swagger UI has no box to paste a token into for OAuth 2.0 and OpenID Connect, though
 * the API takes their tokens as it takes any bearer token: so that is what they are shown as.
 */
export function viewScheme(scheme: DeclaredScheme): ViewedScheme {
  const kind = KINDS[scheme.type]
  if (scheme.proofs === 'required') return viewProven(scheme, kind)
  if (scheme.login !== undefined) return viewLogin(scheme, scheme.login)
  if (kind === undefined) return writtenFields(scheme)
  return { type: 'http', scheme: 'bearer', description: describe(scheme, kind) }
}

/** The one form that Swagger UI can log in for. */
function viewLogin(scheme: DeclaredScheme, login: NonNullable<DeclaredScheme['login']>): ViewedScheme {
  const { authorizationUrl, tokenUrl, scopes } = login
  const written = writtenOf(scheme)
  return {
    type: 'oauth2',
    ...(written !== undefined && { description: written }),
    flows: { authorizationCode: { authorizationUrl, tokenUrl, scopes } },
  }
}

/** A page in a browser has no key, and a token alone is refused. */
function viewProven(scheme: DeclaredScheme, kind: string | undefined): ViewedScheme {
  const description = [
    writtenOf(scheme),
    `${kind === undefined ? 'Each' : `${kind}: each`} request needs a DPoP proof (RFC 9449), which this page cannot make. ` +
      'What asks for this scheme cannot be tried here.',
  ]
  return { type: 'http', scheme: 'bearer', description: description.filter((text) => text !== undefined).join('\n\n') }
}

/** Without extensions: who reads of a scheme may be anybody. */
function writtenFields({ fields }: DeclaredScheme): ViewedScheme {
  const own = [...fields].filter(([name]) => !/^x-/i.test(name))
  return Object.fromEntries(own.map(([name, { value }]) => [name, value]))
}

function writtenOf({ fields }: DeclaredScheme): string | undefined {
  const written = fields.get('description')?.value
  return typeof written === 'string' ? written : undefined
}

/** Markdown. */
function describe(scheme: DeclaredScheme, kind: string): string {
  const written = writtenOf(scheme)
  const scopes = scheme.scopes ? Object.entries(scheme.scopes) : scopesOf(scheme.fields.get('flows')?.value)
  return [
    ...(written === undefined ? [] : [written]),
    `${kind}: paste an access token, as it is.`,
    ...(scopes.length > 0 ? ['Its scopes:', scopes.map(([name, text]) => `- \`${name}\` ${text}`).join('\n')] : []),
  ].join('\n\n')
}

/** The scopes of all flows, each once. */
export function scopesOf(flows: unknown): readonly (readonly [string, unknown])[] {
  const all = new Map<string, unknown>()
  for (const flow of isMapping(flows) ? Object.values(flows) : []) {
    const scopes = isMapping(flow) && isMapping(flow.scopes) ? flow.scopes : {}
    for (const [name, text] of Object.entries(scopes)) all.set(name, text)
  }
  return [...all]
}
