import type { TokenSettings } from '../jwt/types.ts'
import type { ApiKeyOptions, Hooks } from '../schemes/types.ts'

/** A route outside the document that may be reached. */
export interface AllowedRoute {
  /** Upper case; undefined: every method. */
  readonly method: string | undefined
  /** A path template; a trailing `/*` is a subtree. */
  readonly path: string
  readonly reason: string
}

/** The gate's options, parsed once: every default filled in, every name known. Frozen. */
export interface Settings {
  /** As the options say; undefined where they say nothing. An explicit `enforce` beats the document's report modes. */
  readonly mode: 'enforce' | 'report' | undefined
  readonly undocumented: 'deny' | 'pass'
  readonly allowRoutes: readonly AllowedRoute[]
  readonly detail: boolean
  /** `NODE_ENV` is `production`. */
  readonly production: boolean
  /** false: off. */
  readonly docs: DocsSettings | false
}

export interface DocsSettings {
  /** Under the application; undefined: `/docs`, or `<basePath>/docs` from the second gate on. */
  readonly path: string | undefined
  readonly documentPath: string | undefined
  readonly title: string | undefined
}

/** How one scheme of the document is enforced, and where that was said. Frozen. */
export type SchemeSettings = {
  readonly name: string
  readonly hooks: Hooks
  readonly scopeMatch: 'all' | 'any'
  /** For the line at the start: `options`, `AUTH0_DOMAIN`, `openapi.yaml:12:7`. */
  readonly source: string
} & (
  | { readonly type: 'token'; readonly token: TokenSettings }
  | { readonly type: 'apiKey'; readonly parameter: string; readonly keys: NonNullable<ApiKeyOptions['keys']> }
)
