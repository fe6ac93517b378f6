import { claimAt } from '../jwt/claim-at.ts'
import type { JwtClaims } from '../jwt/types.ts'

/** A parameter of the request that has to equal a claim of the caller (design 2.9). */
export interface BoundParameter {
  /** The path of names to the claim. */
  readonly claim: readonly string[]
  /** Decoded; undefined: it is absent, empty, repeated, or may be read in more than one way (Z-02). */
  readonly value: string | undefined
}

/** Whether every bound parameter is what the claims say. What is not there on either side binds to nothing. */
export function isBound(parameters: readonly BoundParameter[], claims: Readonly<JwtClaims>): boolean {
  return parameters.every(({ claim, value }) => {
    const claimed = claimAt(claims, claim)
    // Of a claim with several values, as of a person in several organisations, it has to be one.
    const values: readonly unknown[] = Array.isArray(claimed) ? claimed : [claimed]
    return value !== undefined && value !== '' && values.some((one) => textOf(one) === value)
  })
}

/** A number is compared by its decimal text, so that `01` is not `1` (Z-01). */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' && /^-?\d+(?:\.\d+)?$/.test(String(value)) ? String(value) : undefined
}
