import { nearestName } from '../../diagnostics/nearest.ts'
import { carriesClaims } from '../carrier.ts'
import type { Note, Spot } from '../findings/finding.ts'
import { scopeBeforeRoles, scopeUndeclared, scopeUnmatchable } from '../findings/scopes.ts'
import { declaredScopes } from '../schemes/compile-schemes.ts'
import type { Demand, SchemeDeclaration } from '../types.ts'

/** RFC 6749 §3.3: what a scope in a token is made of. */
const scopeToken = /^[!#-[\]-~]+$/

/** Distinct scopes for which the nearest name is looked for, as each is compared with all that are declared. */
const MAX_PROPOSALS = 20

export interface CheckedDocument {
  readonly minor: 0 | 1 | 2
  /** The well-formed ones. A list that asks for another is not checked: its own finding says more. */
  readonly declarations: Readonly<Record<string, SchemeDeclaration>>
  readonly note: Note
}

/** Judges the scopes that one scheme is asked for with. */
export function createScopeCheck({ minor, declarations, note }: CheckedDocument): (demand: Demand, spot: Spot) => void {
  const noteUndeclared = createUndeclaredCheck(note)
  return ({ scheme: name, scopes }, spot) => {
    const scheme = declarations[name]
    if (scheme === undefined || scopes.length === 0) return
    if (minor === 0 && scheme.type !== 'oauth2' && scheme.type !== 'openIdConnect') note(scopeBeforeRoles(name, spot))
    for (const scope of scopes) {
      if (carriesClaims(scheme) && !scopeToken.test(scope)) note(scopeUnmatchable(scope, spot))
      noteUndeclared(scheme, scope, spot)
    }
  }
}

/** Notes scopes that no flow declares. What was probably meant is looked for once for each of them. */
function createUndeclaredCheck(note: Note): (scheme: SchemeDeclaration, scope: string, spot: Spot) => void {
  const declaredBy = new Map<SchemeDeclaration, ReadonlySet<string> | undefined>()
  const nearest = new Map<string, string | undefined>()
  return (scheme, scope, { place }) => {
    if (!declaredBy.has(scheme)) declaredBy.set(scheme, declaredScopes(scheme))
    const declared = declaredBy.get(scheme)
    if (declared === undefined || declared.has(scope)) return
    const key = JSON.stringify([scheme.name, scope])
    if (!nearest.has(key) && nearest.size < MAX_PROPOSALS) nearest.set(key, nearestName(scope, declared))
    note(scopeUndeclared(scheme.name, scope, nearest.get(key), place))
  }
}
