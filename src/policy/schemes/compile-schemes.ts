import { quote } from '../../diagnostics/words.ts'
import { child, members } from '../../document/node.ts'
import { isMapping } from '../../document/plain-data.ts'
import type { Node, ResolvedScheme } from '../../document/types.ts'
import { isLoopback } from '../../http/loopback.ts'
import { extensionMalformed } from '../findings/extension.ts'
import type { Note } from '../findings/finding.ts'
import { type SchemeFault, schemeInsecureUrl, schemeKeyInQuery, schemeMalformed } from '../findings/schemes.ts'
import type { SchemeDeclaration } from '../types.ts'
import { parseScheme } from './parse-scheme.ts'

/** What stands under `components.securitySchemes`. */
export interface Schemes {
  /** Null prototype: `__proto__` and `constructor` are names like others. */
  readonly declarations: Readonly<Record<string, SchemeDeclaration>>
  /** Every name, malformed declarations included. */
  readonly declared: ReadonlySet<string>
  readonly faults: ReadonlyMap<string, SchemeFault>
}

export function compileSchemes(schemes: readonly ResolvedScheme[]): Schemes {
  const declarations: Record<string, SchemeDeclaration> = Object.create(null)
  const faults = new Map<string, SchemeFault>()
  for (const scheme of schemes) {
    const parsed = parseScheme(scheme)
    if (parsed.ok) declarations[scheme.name] = parsed.declaration
    else faults.set(scheme.name, parsed.fault)
  }
  return { declarations: Object.freeze(declarations), declared: new Set(schemes.map(({ name }) => name)), faults }
}

/** `used` are the names that a list in force asks for. What nobody asks for lets nobody in, and is told more mildly. */
export function checkSchemes(schemes: Schemes, used: ReadonlySet<string>, note: Note): void {
  for (const [name, fault] of schemes.faults) note(schemeMalformed(fault, used.has(name) ? 'error' : 'warning'))
  for (const scheme of Object.values(schemes.declarations)) {
    const spot = { name: quote(scheme.name), place: scheme.place }
    const extension = scheme.fields.get('x-portcullis')
    if (extension !== undefined && !isMapping(extension.value)) {
      note(extensionMalformed('x-portcullis', 'a mapping', { name: quote(scheme.name), place: extension.place }))
    }
    if (!used.has(scheme.name)) continue
    if (scheme.type === 'apiKey' && scheme.in === 'query') note(schemeKeyInQuery(spot))
    for (const url of urlsOf(scheme)) if (isInsecure(url)) note(schemeInsecureUrl(url, spot))
  }
}

/** The scopes that the flows of an oauth2 scheme declare; undefined where the type declares none. */
export function declaredScopes(scheme: SchemeDeclaration): ReadonlySet<string> | undefined {
  const flows = scheme.type === 'oauth2' ? scheme.fields.get('flows') : undefined
  return flows && new Set([...members(flows)].flatMap(([, flow]) => scopesOf(flow)))
}

function scopesOf(flow: Node): readonly string[] {
  const scopes = child(flow, 'scopes')?.value
  return isMapping(scopes) ? Object.keys(scopes) : []
}

function urlsOf(scheme: SchemeDeclaration): readonly string[] {
  if (scheme.type === 'openIdConnect') return [scheme.url]
  if (scheme.type !== 'oauth2') return []
  return scheme.metadataUrl === undefined ? scheme.endpoints : [...scheme.endpoints, scheme.metadataUrl]
}

/** A relative address follows the API's own, and nobody listens on the way to the same machine. */
function isInsecure(url: string): boolean {
  if (!/^http:/i.test(url) || !URL.canParse(url)) return false
  return !isLoopback(new URL(url))
}
