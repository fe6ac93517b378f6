import type { SchemeDeclaration } from '../policy/types.ts'
import { apiKeyScheme } from './api-key.ts'
import { basicScheme } from './basic.ts'
import { bearerScheme } from './bearer.ts'
import type { SchemeKind } from './kind.ts'
import { mutualTlsScheme } from './mutual-tls.ts'
import { otherHttpScheme } from './other-http.ts'

/**
 * Every kind of scheme that is enforced. A new one is a file of this room and a name here; the first that knows a
 * declaration enforces it.
 */
const schemeKinds: readonly SchemeKind[] = Object.freeze([
  bearerScheme,
  basicScheme,
  apiKeyScheme,
  mutualTlsScheme,
  otherHttpScheme,
])

/** The kind that enforces what a document declares. Each type of OpenAPI has one. */
export function kindOf(declaration: SchemeDeclaration): SchemeKind {
  const kind = schemeKinds.find(({ enforces }) => enforces(declaration))
  if (kind === undefined) throw new Error(`no kind enforces the scheme ${declaration.name}`)
  return kind
}
