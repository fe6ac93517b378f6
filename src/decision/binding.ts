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
  return parameters.every(
    ({ claim, value }) => value !== undefined && value !== '' && textsOf(claims, claim).includes(value),
  )
}

/** Whether some value of the parameter would be what the claims say. */
export function canBind(claim: BoundParameter['claim'], claims: Readonly<JwtClaims>): boolean {
  return textsOf(claims, claim).some((text) => text !== undefined && text !== '')
}

/** Of a claim with several values, as of a person in several organisations, the parameter has to be one. */
function textsOf(claims: Readonly<JwtClaims>, claim: BoundParameter['claim']): readonly (string | undefined)[] {
  const claimed = claimAt(claims, claim)
  const values: readonly unknown[] = Array.isArray(claimed) ? claimed : [claimed]
  return values.map(textOf)
}

/** A number is compared by its decimal text, so that `01` is not `1` (Z-01). */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' && /^-?\d+(?:\.\d+)?$/.test(String(value)) ? String(value) : undefined
}
