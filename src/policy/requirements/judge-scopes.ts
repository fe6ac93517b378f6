import { nearestName } from '../../diagnostics/nearest.ts'
import { carriesClaims } from '../carrier.ts'
import { scopeBeforeRoles, scopeUndeclared, scopeUnmatchable } from '../findings/scopes.ts'
import { declaredScopes } from '../schemes/compile-schemes.ts'
import type { Demand, SchemeDeclaration } from '../types.ts'
import type { ToFinding } from './judge-requirements.ts'

/** RFC 6749 §3.3: what a scope in a token is made of. */
const scopeToken = /^[!#-[\]-~]+$/

/** Distinct scopes for which the nearest name is looked for, as each is compared with all that are declared. */
const MAX_PROPOSALS = 20

/** Judges the scopes that one scheme is asked for with. */
export function createScopeJudge(
  minor: 0 | 1 | 2,
  declarations: Readonly<Record<string, SchemeDeclaration>>,
): (demand: Demand) => ToFinding[] {
  const judgeUndeclared = createUndeclaredJudge()
  return ({ scheme: name, scopes }) => {
    const scheme = declarations[name]
    if (scheme === undefined || scopes.length === 0) return []
    const early: ToFinding[] = hasNoScopes(scheme, minor) ? [(spot) => scopeBeforeRoles(name, spot)] : []
    const unmatchable = carriesClaims(scheme) ? scopes.filter((scope) => !scopeToken.test(scope)) : []
    return [
      ...early,
      ...unmatchable.map(
        (scope): ToFinding =>
          (spot) =>
            scopeUnmatchable(scope, spot),
      ),
      ...judgeUndeclared(scheme, scopes),
    ]
  }
}

/** OpenAPI 3.0 §4.8.30: only these two types have scopes. From 3.1 on the others have roles. */
function hasNoScopes({ type }: SchemeDeclaration, minor: 0 | 1 | 2): boolean {
  return minor === 0 && type !== 'oauth2' && type !== 'openIdConnect'
}

/** Scopes that no flow declares. What was probably meant is looked for once for each of them. */
function createUndeclaredJudge(): (scheme: SchemeDeclaration, scopes: readonly string[]) => ToFinding[] {
  const declaredBy = new Map<SchemeDeclaration, ReadonlySet<string> | undefined>()
  const nearest = new Map<string, string | undefined>()
  return (scheme, scopes) => {
    if (!declaredBy.has(scheme)) declaredBy.set(scheme, declaredScopes(scheme))
    const declared = declaredBy.get(scheme)
    if (declared === undefined) return []
    return scopes
      .filter((scope) => !declared.has(scope))
      .map((scope): ToFinding => {
        const key = JSON.stringify([scheme.name, scope])
        if (!nearest.has(key) && nearest.size < MAX_PROPOSALS) nearest.set(key, nearestName(scope, declared))
        return ({ place }) => scopeUndeclared(scheme.name, scope, nearest.get(key), place)
      })
  }
}
