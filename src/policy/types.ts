import type { Diagnostic, Source } from '../diagnostics/diagnostic.ts'
import type { Place, Resolved } from '../document/types.ts'
import type { PathTemplate } from './path-template.ts'

/** Who may call what, compiled from a document. Frozen, serialisable, and the same bytes for the same document. */
export interface Policy {
  /** The document's version as written. */
  readonly openapi: string
  readonly operations: readonly Operation[]
  readonly schemes: Readonly<Record<string, PolicyScheme>>
  /** Upstream connections that operations name, each once. */
  readonly connections: readonly string[]
  /** Warnings and hints; errors stop the start. */
  readonly diagnostics: readonly Diagnostic[]
}

export interface Operation {
  /** Lower case. */
  readonly method: string
  /** The template as written. */
  readonly path: string
  readonly operationId?: string
  /** The effective list in OpenAPI's own form; [] is public. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  /** The connection that `connectionToken()` asks for where no other is named (`x-portcullis`). */
  readonly connection?: string
  readonly source: Source
}

export type SchemeType = 'apiKey' | 'http' | 'oauth2' | 'openIdConnect' | 'mutualTLS'

export interface PolicyScheme {
  readonly name: string
  readonly type: SchemeType
  readonly source: Source
}

export interface PolicyOptions {
  /** Where the API stands, in place of what `servers` say. */
  basePath?: string
  /** `explicit`: an operation with no `security` anywhere stops the start. Default `explicit`. */
  publicOperations?: 'explicit' | 'implicit'
  /** The application's own settings, when they are not Express's defaults. */
  routing?: { caseSensitive?: boolean; strict?: boolean }
  /** Folders outside the entry document's own from which `$ref`s may read. */
  allow?: string[]
}

/** The same with every default filled in, and the base path in its one form. Frozen. */
export interface ParsedPolicyOptions {
  /** '' for the root, else `/v1`; undefined: as `servers` say. */
  readonly basePath: string | undefined
  readonly publicOperations: 'explicit' | 'implicit'
  readonly routing: { readonly caseSensitive: boolean; readonly strict: boolean }
  readonly allow: readonly string[]
}

/** A security scheme as the document declares it. */
export type SchemeDeclaration = {
  readonly name: string
  readonly place: Place
  /** `x-portcullis` on the scheme, not judged here. */
  readonly extension: Resolved | undefined
  /** Every field of the scheme, for extensions of other gateways. */
  readonly fields: Resolved['fields']
} & (
  | { readonly type: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly parameter: string }
  /** `scheme` in lower case: `bearer`, `basic`. */
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'oauth2'; readonly metadataUrl: string | undefined; readonly endpoints: readonly string[] }
  /** `url` is empty where the document leaves it to an extension. */
  | { readonly type: 'openIdConnect'; readonly url: string }
  | { readonly type: 'mutualTLS' }
)

/** One scheme of an alternative, and the scopes (or roles) it asks for. */
export interface Demand {
  readonly scheme: string
  readonly scopes: readonly string[]
}

/** The schemes that are needed together. No demand at all is `{}`: anonymous. */
export type Alternative = readonly Demand[]

/** `x-portcullis` on an operation, design 2.9. */
export interface OperationExtension {
  readonly scopeMatch: 'all' | 'any' | undefined
  readonly acr: readonly string[] | undefined
  /** Seconds since `auth_time`. */
  readonly maxAge: number | undefined
  readonly bind: readonly Binding[]
  readonly bindFailure: 'show' | 'hide'
  readonly connection: string | undefined
  readonly report: boolean
}

export interface Binding {
  readonly in: 'path' | 'query'
  readonly parameter: string
  readonly claim: readonly string[]
}

/** What is enforced for one operation. */
export interface Rule {
  readonly operation: Operation
  /** `GET`, as a request line has it. */
  readonly method: string
  readonly template: PathTemplate
  /** Base paths under which it is served: '' or '/v1'; several servers give several. */
  readonly bases: readonly string[]
  /** Empty: public. */
  readonly alternatives: readonly Alternative[]
  readonly extension: OperationExtension
}

/** The policy as the rooms below the gate use it. */
export interface CompiledPolicy {
  readonly policy: Policy
  /** One for each of `policy.operations`, in their order. */
  readonly rules: readonly Rule[]
  /** Null prototype: names come from the document. */
  readonly schemes: Readonly<Record<string, SchemeDeclaration>>
  /** Every base path of the API, distinct. */
  readonly bases: readonly string[]
  readonly routing: { readonly caseSensitive: boolean; readonly strict: boolean }
}
