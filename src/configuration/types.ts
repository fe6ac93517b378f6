import type { KeyLimits } from '../jwt/keys/limits.ts'
import type { Given } from '../options/given.ts'
import type { NamedValues } from '../options/named-values.ts'
import type { PolicyOptions } from '../policy/types.ts'

import type { TokenClientSettings } from '../token-client/settings.ts'
import type { ValidateSettings } from './validate-settings.ts'

export type { SchemeSettings } from '../schemes/kind.ts'

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
  /** `strict`: routes that do not fit the document are an error, and close the API. */
  readonly seal: 'warn' | 'strict'
  /** Under which clients reach the API; empty: as the request says. */
  readonly origins: readonly string[]
  /** Of other sites whose pages may use ambient credentials. */
  readonly allowedOrigins: readonly string[]
  readonly detail: boolean
  /** `NODE_ENV` is `production`. */
  readonly production: boolean
  /** false: off. */
  readonly docs: DocsSettings | false
  /** What is said of the keys of all issuers. */
  readonly keys: Partial<KeyLimits>
  /** Seconds that the start waits for the keys of every issuer before it gives up; undefined: it does not wait. */
  readonly requireReady: number | undefined
  /** false: `gate.mount` arranges no validation. */
  readonly validate: ValidateSettings | false
}

export interface DocsSettings {
  /** Under the application; undefined: `/docs`, or `<basePath>/docs` from the second gate on. */
  readonly path: string | undefined
  readonly documentPath: string | undefined
  readonly title: string | undefined
  /** Of the public client that people log in with: for every scheme, or by their names; undefined: nobody can. */
  readonly clientId: string | ReadonlyMap<string, string> | undefined
  /** The scheme that the document stands behind; undefined: none. */
  readonly security: string | undefined
  /** `permitted`: each caller sees the operations that it may call. */
  readonly visibility: 'all' | 'permitted'
}

/**
 * The options of a gate, taken apart. Its functions (`onDenied`, `log`) are checked and left where they are, since
 * their types belong to other rooms.
 */
export interface ParsedOptions {
  readonly policy: PolicyOptions
  readonly settings: Settings
  readonly trust: TrustOptions
  readonly tokens: TokenOptions
}

/** What the options and the environment say of the token client. Its issuer may be known from the schemes alone. */
export interface TokenOptions {
  /** undefined: the environment alone says it. */
  readonly given: Given | undefined
  readonly settings: TokenClientSettings
}

/** What the options and the environment say about trust, not judged yet: that needs the document. */
export interface TrustOptions {
  readonly mode: Settings['mode']
  /** `seal: 'strict'`. */
  readonly strict: boolean
  /** This process is one of several that have no store in common. */
  readonly unshared: boolean
  /** `schemes`, by name. */
  readonly schemes: NamedValues
  readonly domain: Given | undefined
  readonly audience: Given | undefined
  /** The gateways that `trust` lists, by their name. */
  readonly trust: NamedValues
  /** Those variables that are set and that count: `readEnvironment` says which. */
  readonly environment: NamedValues
}
