import type { Signer } from '../signer.ts'
import { askerOf, goodClaims, trust } from '../verifying.ts'

/** What a token of a signer is told where these are the keys. */
export async function told(
  signer: Signer,
  jwks: readonly object[],
  algorithms: readonly string[] = ['RS256', 'PS256', 'ES256', 'EdDSA'],
): Promise<string> {
  return await askerOf([trust(jwks, { algorithms })])(signer.token(goodClaims()))
}

/** The signer's public key with other members; one that is undefined is left out. */
export function jwkOf(signer: Signer, changes: Readonly<Record<string, unknown>>): object {
  const members = Object.entries({ ...signer.jwk, ...changes }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(members)
}
