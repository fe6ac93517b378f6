import type { IncomingMessage } from 'node:http'
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { audience, findKeySet, issuer } from './issuer.ts'
import { bearerTokenOf } from './own-middleware.ts'

/** The claims of a request's token; undefined: it has none, or none that is good. As jose's documentation has it. */
export async function createJoseVerifier(): Promise<(req: IncomingMessage) => Promise<JWTPayload | undefined>> {
  const keys = createRemoteJWKSet(new URL(await findKeySet()))
  return async (req) => {
    const token = bearerTokenOf(req)
    if (token === undefined) return undefined
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience })
      return payload
    } catch {
      return undefined
    }
  }
}

export function hasScope({ scope }: JWTPayload, wanted: string): boolean {
  return typeof scope === 'string' && scope.split(' ').includes(wanted)
}
