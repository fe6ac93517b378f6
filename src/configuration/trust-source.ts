import type { Given } from '../options/given.ts'
import type { NamedValues } from '../options/named-values.ts'

/** One place that says whose tokens a scheme takes. It is one unit: nothing of it is ever joined with another's. */
export interface TrustSource {
  /** For the line at the start: `options`, `AUTH0_DOMAIN`, `openapi.yaml:12:7`. */
  readonly name: string
  /** What messages point at. */
  readonly given: Given
  /** What it says, by the names of `trustNames`. */
  readonly values: NamedValues
  /** The exact address of the issuer's metadata, where the document names it. */
  readonly metadataUrl: string | undefined
  /** It was written for another gateway, which may need what is of no use here. */
  readonly gateway?: boolean
}

/** The part of the values that has these names. */
export function pickValues(values: NamedValues, names: readonly string[]): NamedValues {
  return new Map([...values].filter(([name]) => names.includes(name)))
}
