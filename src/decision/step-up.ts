import { ownValue } from '../json/json-object.ts'
import type { JwtClaims } from '../jwt/types.ts'
import type { StepUp } from './judgement.ts'

export type StepUpFault = 'authentication.acr' | 'authentication.age' | 'authentication.future'

/** Seconds that an issuer's clock may be ahead of ours; more, and `auth_time` proves nothing. */
const maxAhead = 60

/** Which demand of RFC 9470 the claims do not meet. A claim that is absent or has another type meets none. */
export function stepUpFault(
  { acr, maxAge }: StepUp,
  claims: Readonly<JwtClaims>,
  now: number,
): StepUpFault | undefined {
  if (acr !== undefined && !acr.some((value) => value === ownValue(claims, 'acr'))) return 'authentication.acr'
  return maxAge === undefined ? undefined : ageFault(ownValue(claims, 'auth_time'), maxAge, now)
}

function ageFault(authTime: unknown, maxAge: number, now: number): StepUpFault | undefined {
  if (typeof authTime !== 'number' || Number.isNaN(authTime)) return 'authentication.age'
  if (authTime > now + maxAhead) return 'authentication.future'
  return now - authTime <= maxAge ? undefined : 'authentication.age'
}
