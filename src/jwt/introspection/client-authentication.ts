import { importJWK } from 'jose'
import { type ClientAuth, ClientSecretPost, modifyAssertion, PrivateKeyJwt } from 'oauth4webapi'
import type { ClientCredential } from './settings.ts'

/** How the client says who it is, in a request to the endpoint. */
export function authenticateClient(credential: ClientCredential): ClientAuth {
  if (credential.kind === 'private_key_jwt') return assertionOf(credential)
  return credential.kind === 'post' ? ClientSecretPost(credential.secret) : basicOf(credential.secret)
}

/**
 * RFC 6749 §2.3.1: both parts are form-encoded before they are joined. Some servers never decode them, so that what needs
 * no encoding is left as it is: `-`, `.` and `_`, which is all that the secrets of Auth0 and Okta have beside letters and
 * digits. That is why oauth4webapi's own form, which encodes these as well, is not used.
 */
function basicOf(secret: string): ClientAuth {
  return (_server, { client_id }, _body, headers) => {
    const pair = `${formEncode(client_id)}:${formEncode(secret)}`
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
  }
}

function formEncode(text: string): string {
  return new URLSearchParams([[text, '']]).toString().slice(0, -1)
}

/**
 * RFC 7523: signed for each request anew, with a `jti` of its own, for a minute, for the issuer alone. The key is
 * imported with the first.
 */
function assertionOf({ key, algorithm }: Extract<ClientCredential, { kind: 'private_key_jwt' }>): ClientAuth {
  let signing: Promise<ClientAuth> | undefined
  return async (server, client, body, headers) => {
    signing ??= importSigner(key, algorithm)
    await (await signing)(server, client, body, headers)
  }
}

async function importSigner(jwk: Readonly<Record<string, unknown>>, algorithm: string): Promise<ClientAuth> {
  const key = await importJWK({ ...jwk }, algorithm)
  if (key instanceof Uint8Array) throw new TypeError('a symmetric key signs no assertion')
  const named = typeof jwk.kid === 'string' ? { key, kid: jwk.kid } : key
  // oauth4webapi calls Ed25519 by its new name (RFC 9864), which many servers do not know yet.
  return PrivateKeyJwt(named, {
    [modifyAssertion](header) {
      header.alg = algorithm
    },
  })
}
