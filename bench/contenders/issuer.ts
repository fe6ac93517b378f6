import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'

/** For contenders that do not read the environment themselves. */
export const issuer: string = process.env.ISSUER_BASE_URL ?? ''
export const audience: string = process.env.AUDIENCE ?? ''

/** The one algorithm of its tokens. */
export const algorithm: string = process.env.ALGORITHM ?? 'RS256'

/** The address of the keys, by discovery (OpenID Connect Discovery 1.0 §4). */
export async function findKeySet(): Promise<string> {
  const { jwks_uri } = await fetchJson<{ jwks_uri: string }>(new URL('.well-known/openid-configuration', issuer))
  return jwks_uri
}

/** The one key of the test issuer, for contenders that are given a key and not an address. */
export async function fetchPublicKey(): Promise<KeyObject> {
  const { keys } = await fetchJson<{ keys: JsonWebKey[] }>(await findKeySet())
  const [key] = keys
  if (key === undefined) throw new Error('the issuer has no key')
  return createPublicKey({ key, format: 'jwk' })
}

async function fetchJson<Body>(url: string | URL): Promise<Body> {
  const response = await fetch(url)
  return (await response.json()) as Body
}
