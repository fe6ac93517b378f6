import { isMapping } from '../../document/plain-data.ts'
import type { SchemeDeclaration } from '../../policy/types.ts'

/** What is read of a scheme of the policy. */
export interface DeclaredScheme {
  readonly type: SchemeDeclaration['type']
  readonly fields: Iterable<[string, WithValue]> & { get(name: string): WithValue | undefined }
}

interface WithValue {
  readonly value: unknown
}

/** What such schemes are, for the person who is asked to paste a token. */
const KINDS: Readonly<Partial<Record<DeclaredScheme['type'], string>>> = {
  oauth2: 'OAuth 2.0',
  openIdConnect: 'OpenID Connect',
}

/**
 * A scheme as the page shows it. Swagger UI has no box to paste a token into for OAuth 2.0 and OpenID Connect, though
 * the API takes their tokens as it takes any bearer token: so that is what they are shown as.
 */
export function viewScheme(scheme: DeclaredScheme): Readonly<Record<string, unknown>> {
  const kind = KINDS[scheme.type]
  if (kind === undefined) return Object.fromEntries([...scheme.fields].map(([name, { value }]) => [name, value]))
  return { type: 'http', scheme: 'bearer', description: describe(scheme, kind) }
}

/** Markdown. */
function describe({ fields }: DeclaredScheme, kind: string): string {
  const written = fields.get('description')?.value
  const scopes = scopesOf(fields.get('flows')?.value)
  return [
    ...(typeof written === 'string' ? [written] : []),
    `${kind}: paste an access token, as it is.`,
    ...(scopes.length > 0 ? ['Its scopes:', scopes.map(([name, text]) => `- \`${name}\` ${text}`).join('\n')] : []),
  ].join('\n\n')
}

/** The scopes of all flows, each once. */
function scopesOf(flows: unknown): readonly (readonly [string, unknown])[] {
  const all = new Map<string, unknown>()
  for (const flow of isMapping(flows) ? Object.values(flows) : []) {
    const scopes = isMapping(flow) && isMapping(flow.scopes) ? flow.scopes : {}
    for (const [name, text] of Object.entries(scopes)) all.set(name, text)
  }
  return [...all]
}
