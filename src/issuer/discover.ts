import { isLoopback } from '../http/loopback.ts'
import { isJsonObject, type JsonObject, ownValue } from '../json/json-object.ts'
import { isSecureAddress } from './is-secure-address.ts'
import { fail, type Outcome } from './key-fault.ts'
import type { FetchFault } from './read-json.ts'

/** Fetches a JSON value under the caller's deadline. */
export type Get = (address: string) => Promise<{ readonly ok: true; readonly value: unknown } | FetchFault>

/** A member of an issuer's metadata that says where something is. */
export type AddressName =
  | 'jwks_uri'
  | 'introspection_endpoint'
  | 'token_endpoint'
  | 'authorization_endpoint'
  /** The one for clients with a certificate (RFC 8705 §5); the plain one where there is no other. */
  | 'mtls_token_endpoint'

/** Finds where an issuer has its keys, or answers requests. `metadataUrl` is the one address to ask where it is known. */
export async function discoverAddress(
  name: AddressName,
  issuer: string,
  metadataUrl: string | undefined,
  get: Get,
): Promise<Outcome<string>> {
  if (!URL.canParse(issuer)) return fail('insecure')
  const [first, second] = metadataUrl === undefined ? metadataAddresses(new URL(issuer)) : [metadataUrl]
  let metadata = await get(first)
  // Only a 4xx says that the metadata is elsewhere; after anything else a second question would only add load (J-23).
  if (!metadata.ok && isClientError(metadata.status) && second !== undefined) metadata = await get(second)
  return metadata.ok ? addressIn(metadata.value, name, issuer) : metadata
}

/** OpenID Connect Discovery 1.0 §4 appends to the issuer's path, RFC 8414 §3.1 inserts in front of it. */
function metadataAddresses({ origin, pathname }: URL): readonly [string, string] {
  const path = pathname.replace(/\/$/, '')
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ]
}

function isClientError(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500
}

/** Metadata of another issuer is not used at all, be the difference a slash (RFC 8414 §3.3, J-01). */
function addressIn(metadata: unknown, name: AddressName, issuer: string): Outcome<string> {
  if (!isJsonObject(metadata)) return fail('content')
  if (ownValue(metadata, 'issuer') !== issuer) return fail('issuer-mismatch')
  const address = name === 'mtls_token_endpoint' ? aliasedEndpoint(metadata) : ownValue(metadata, name)
  if (typeof address !== 'string') return fail('content')
  return isReachableFrom(address, issuer) ? { ok: true, value: address } : fail('insecure')
}

function aliasedEndpoint(metadata: JsonObject): unknown {
  const aliases = ownValue(metadata, 'mtls_endpoint_aliases')
  const alias = isJsonObject(aliases) ? ownValue(aliases, 'token_endpoint') : undefined
  return alias ?? ownValue(metadata, 'token_endpoint')
}

/** An issuer out in the world has no business with plain http on this machine (J-02). */
export function isReachableFrom(address: string, issuer: string): boolean {
  if (!isSecureAddress(address)) return false
  return new URL(address).protocol === 'https:' || isLoopback(new URL(issuer))
}
