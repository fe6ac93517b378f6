import type { TokenSchemeOptions } from '../../src/index.ts'
import type { Expected } from '../attacks/answers.ts'

/** How the tokens of one issuer are taken: what docs/claims.md says of it, tried with tokens as that issuer writes them. */
export interface Recipe {
  readonly name: string
  /** The options of the scheme, but for its keys. */
  readonly options: TokenSchemeOptions
  /** The scopes that `GET /orders` asks for. */
  readonly scopes: readonly string[]
  /** An access token, but for its times. */
  readonly claims: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  /** Members that the issuer's key set has beside those of the key; undefined takes one out. */
  readonly jwk?: Readonly<Record<string, unknown>>
  /** Other tokens of the issuer, as changes to the first. A member that is undefined is left out. */
  readonly others: readonly Variant[]
}

export interface Variant {
  readonly what: string
  readonly changes: Readonly<Record<string, unknown>>
  readonly expected: Expected
}
