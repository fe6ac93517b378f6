/** How a client says who it is to an authorisation server (RFC 6749 §2.3). Holds secrets; frozen. */
export type ClientCredential =
  | { readonly kind: 'basic' | 'post'; readonly secret: string }
  /** RFC 7523. A function is asked for each assertion anew, so that a key can be changed while the process runs. */
  | { readonly kind: 'private_key_jwt'; readonly key: SigningKey | FindSigningKey }
  /** RFC 8705 §2: the certificate of the connection says it. */
  | { readonly kind: 'tls_client_auth' }

/** A private key as a JWK, for one algorithm. */
export interface SigningKey {
  readonly jwk: Readonly<Record<string, unknown>>
  readonly algorithm: string
}

/** A private key as users write it: a JWK, a `KeyObject` or a `CryptoKey`, or a PEM text. */
export type PrivateKey = object | string

/** The owner's function: it may give anything, throw, or be silent. */
export type FindSigningKey = () => unknown
