import type { SchemeDeclaration } from '../policy/types.ts'
import { apiKeyScheme } from './api-key.ts'
import { bearerScheme } from './bearer.ts'
import type { SchemeKind } from './kind.ts'
import { otherHttpScheme } from './other-http.ts'

/**
 * Every kind of scheme that is enforced. A new one is a file of this room and a name here; the first that knows a
 * declaration enforces it.
 */
const schemeKinds: readonly SchemeKind[] = Object.freeze([bearerScheme, apiKeyScheme, otherHttpScheme])

/** The kind that enforces what a document declares; undefined where there is none yet. */
export function kindOf(declaration: SchemeDeclaration): SchemeKind | undefined {
  return schemeKinds.find((kind) => kind.enforces(declaration))
}
