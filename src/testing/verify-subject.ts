import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import { freezeDeeply } from '../jwt/freeze-deeply.ts'

/** Who a subject token speaks of. */
export interface Subject {
  readonly sub: string
  readonly claims: Readonly<JWTPayload>
}

/** Verifies a token as its issuer does: its own keys, as they are published now, and not expired. undefined: not its own. */
export async function verifySubject(
  token: string,
  issuer: string,
  keySet: JSONWebKeySet,
): Promise<Subject | undefined> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keySet), { issuer })
    return typeof payload.sub === 'string' ? { sub: payload.sub, claims: freezeDeeply(payload) } : undefined
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
