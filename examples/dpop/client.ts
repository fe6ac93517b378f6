import { randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose'

/** A client with a key of its own, which never leaves it: a token that somebody steals is of no use without the key. */
export interface DpopClient {
  /** RFC 7638. */
  readonly thumbprint: string
  /** RFC 9449 §4.2. `token` is left out where the proof goes to the token endpoint. */
  prove(method: string, url: string, token?: string): Promise<string>
  /** Calls the API, and once more where it wants a nonce (RFC 9449 §9). */
  call(url: string, token: string): Promise<Response>
}

export async function createDpopClient(): Promise<DpopClient> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = await exportJWK(publicKey)
  let nonce: string | undefined

  const prove = async (method: string, url: string, token?: string): Promise<string> =>
    new SignJWT({
      jti: randomUUID(),
      htm: method,
      htu: url,
      ...(token !== undefined && { ath: await digestOf(token) }),
      ...(nonce !== undefined && { nonce }),
    })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk })
      .setIssuedAt()
      .sign(privateKey)

  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    prove,
    async call(url: string, token: string): Promise<Response> {
      const attempt = async (): Promise<Response> =>
        fetch(url, { headers: { authorization: `DPoP ${token}`, dpop: await prove('GET', url, token) } })
      const response = await attempt()
      const wanted = response.headers.get('dpop-nonce')
      if (response.status !== 401 || wanted === null) return response
      nonce = wanted
      return attempt()
    },
  }
}

async function digestOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
  return Buffer.from(digest).toString('base64url')
}
