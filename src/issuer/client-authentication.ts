import { importJWK } from 'jose'
import { type ClientAuth, ClientSecretPost, modifyAssertion, PrivateKeyJwt, TlsClientAuth } from 'oauth4webapi'
import type { ClientCredential, FindSigningKey, SigningKey } from './client-credential.ts'
import { parseSigningKey } from './parse-signing-key.ts'

/** How the client says who it is, in a request to an endpoint. It rejects with `SigningKeyError` where no key is to be had. */
export function authenticateClient(credential: ClientCredential): ClientAuth {
  switch (credential.kind) {
    case 'private_key_jwt':
      return typeof credential.key === 'function' ? assertionByFound(credential.key) : assertionBy(credential.key)
    case 'tls_client_auth':
      return TlsClientAuth()
    case 'post':
      return ClientSecretPost(credential.secret)
    case 'basic':
      return basicOf(credential.secret)
  }
}

/** The owner's function gave no private key. `cause` is what it threw, if that was it. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError'
}

/**
 * RFC 6749 §2.3.1: both parts are form-encoded before they are joined. Some servers never decode them, so that what needs
 * no encoding is left as it is: `-`, `.` and `_`, which is all that the secrets of Auth0 and Okta have beside letters and
 * digits. That is why oauth4webapi's own form, which encodes these as well, is not used.
 */
function basicOf(secret: string): ClientAuth {
  return (_server, { client_id }, _body, headers) => {
    headers.set('authorization', `Basic ${basicCredentials(client_id, secret)}`)
  }
}

/** What stands in the header behind `Basic`. */
export function basicCredentials(clientId: string, secret: string): string {
  return Buffer.from(`${formEncode(clientId)}:${formEncode(secret)}`).toString('base64')
}

function formEncode(text: string): string {
  return new URLSearchParams([[text, '']]).toString().slice(0, -1)
}

/**
 * RFC 7523: signed for each request anew, with a `jti` of its own, for a minute, for the issuer alone. The key is
 * imported with the first.
 */
function assertionBy(key: SigningKey): ClientAuth {
  let signing: Promise<ClientAuth> | undefined
  return async (server, client, body, headers) => {
    signing ??= importSigner(key)
    await (await signing)(server, client, body, headers)
  }
}

/** The same with the key that a function gives for each request; one that is still the same is imported once. */
function assertionByFound(find: FindSigningKey): ClientAuth {
  let last: { readonly given: unknown; readonly signing: ClientAuth } | undefined
  return async (server, client, body, headers) => {
    const given = await askForKey(find)
    if (last === undefined || last.given !== given) last = { given, signing: assertionBy(readKey(given)) }
    await last.signing(server, client, body, headers)
  }
}

async function askForKey(find: FindSigningKey): Promise<unknown> {
  try {
    return await find()
  } catch (cause) {
    throw new SigningKeyError('the function for the private key failed', { cause })
  }
}

function readKey(given: unknown): SigningKey {
  const key = parseSigningKey(given)
  if (key === undefined) throw new SigningKeyError('the function for the private key gave none')
  return key
}

async function importSigner({ jwk, algorithm }: SigningKey): Promise<ClientAuth> {
  const key = await importJWK({ ...jwk }, algorithm).catch(() => undefined)
  // What jose says of a key may hold parts of it.
  if (key === undefined || key instanceof Uint8Array) throw new SigningKeyError('the private key cannot sign')
  const named = typeof jwk.kid === 'string' ? { key, kid: jwk.kid } : key
  // oauth4webapi calls Ed25519 by its new name (RFC 9864), which many servers do not know yet.
  return PrivateKeyJwt(named, {
    [modifyAssertion](header) {
      header.alg = algorithm
    },
  })
}
