import type { Report } from '../diagnostics/diagnostic.ts'
import type { IntrospectionServices } from '../jwt/introspection/create-introspecting-verifier.ts'
import type { TrustedIssuer } from '../jwt/types.ts'
import type { Fields } from '../options/fields.ts'
import type { Given } from '../options/given.ts'
import type { SchemeDeclaration } from '../policy/types.ts'
import type { Store } from '../store/types.ts'
import type { Carrier, Scheme } from './types.ts'

/**
 * One kind of security scheme, from what a document declares to what judges credentials. Each kind is one file of this
 * room, listed in `scheme-kinds.ts`.
 */
export interface SchemeKind {
  /** Whether this kind enforces what the document declares. */
  enforces(declaration: SchemeDeclaration): boolean
  /** The names that the options for such a scheme may have. */
  readonly options: readonly string[]
  /** Those names that `x-portcullis` in a document may not have: secrets, and functions. */
  readonly notInDocument: readonly string[]
  /** Whether its trust is an issuer, which design 2.3 lets several places name. */
  readonly trustsIssuers: boolean
  /** What was given becomes settings; undefined where something is wrong, which was reported. */
  configure(given: GivenScheme): SchemeSettings | undefined
}

/** What was given for one scheme. */
export interface GivenScheme {
  readonly declaration: SchemeDeclaration
  /** The options by its name, then `x-portcullis`; names that its kind does not know were reported. */
  readonly fields: Fields
  /** Whose tokens it takes. Only for kinds that trust issuers. */
  trust(): Trust | undefined
  /** Reports that nothing says whom to trust. `fix` says how to. */
  unconfigured(fix: string): undefined
  readonly report: Report
}

/** The issuers of a scheme: one unit, from one source. */
export interface Trust {
  readonly issuers: readonly TrustedIssuer[]
  /** As `SchemeSettings.source`. */
  readonly source: string
  /** Whether the document alone names them. */
  readonly documented: boolean
  /** What the same source says of how the issuer is asked about tokens. */
  readonly introspection?: Introspecting | undefined
}

/** As it was given, with the exact address of the issuer's metadata where the document names it. */
export interface Introspecting {
  readonly given: Given
  readonly metadataUrl: string | undefined
}

/** How one scheme of the document is enforced, and where that was said. Frozen. */
export interface SchemeSettings {
  readonly name: string
  /** For the line at the start: `options`, `AUTH0_DOMAIN`, `openapi.yaml:12:7`. */
  readonly source: string
  /** What it trusts, for the same line. Holds no secret. */
  readonly trust: string
  /** The issuers whose keys it needs; empty for kinds that need none. */
  readonly issuers: readonly TrustedIssuer[]
  /** Whether the document alone names its issuers. */
  readonly documented?: boolean
  /** The issuer that it asks about tokens. */
  readonly introspects?: string | undefined
  /** Whom the tokens have to be for that it asks about. */
  readonly introspectsFor?: string | undefined
  readonly carrier: Carrier
  /**
   * What a credential can be to pass. Two schemes on one carrier that share nothing here never pass together (O-30).
   * undefined: nobody knows but the application's own `verify`.
   */
  readonly accepts: readonly string[] | undefined
  /** Whether its tokens may, or must, come with a DPoP proof; without it none may. */
  readonly proofs?: 'allowed' | 'required'
  /** Whether it judges the certificates of connections. */
  readonly readsCertificates?: boolean
  /** How scopes are read where an operation does not say. */
  readonly scopeMatch: 'all' | 'any'
  /** Everything that a verdict depends on, to compare two readings of the document by. Holds secrets. */
  readonly decides: unknown
  create(services: SchemeServices): Scheme
}

/** What schemes need from the rest of the gate. */
export interface SchemeServices extends IntrospectionServices {
  /** What the processes of the application share, each call within its deadline; in memory where none was given. */
  readonly store: Store
  /** Seconds since the epoch: the store began empty then, with this gate. Without it others remember, too. */
  readonly storeSince?: number
}
