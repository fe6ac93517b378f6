import type { ClientCredential } from '../issuer/client-credential.ts'
import type { Store } from '../store/types.ts'

/** A token client's options, parsed: every default filled in. Holds secrets; frozen. */
export interface TokenClientSettings {
  /** undefined: nothing says which. */
  readonly issuer: string | undefined
  /** undefined: as the issuer's metadata says. */
  readonly tokenEndpoint: string | undefined
  /** undefined: nothing says who asks. */
  readonly client: { readonly clientId: string; readonly credential: ClientCredential } | undefined
  /** The one that the environment names beside the secret that it gives: no other is sent that secret. */
  readonly secretIssuer: string | undefined
  /** What has to be set before anybody can be asked, for a message; undefined: nothing. */
  readonly missing: string | undefined
  readonly certificate: ClientCertificate | undefined
  /** undefined: every one that is named in the document, and without a document any. */
  readonly connections: ReadonlySet<string> | undefined
  /** Milliseconds for one call with all that belongs to it. */
  readonly timeoutMs: number
  /** Requests at once. */
  readonly concurrency: number
  /** Tokens that are remembered; 0: none. */
  readonly cacheEntries: number
  /** Where they are shared, sealed with a key of 32 bytes; undefined: this process keeps its own. */
  readonly shared: { readonly store: Store | undefined; readonly key: Uint8Array } | undefined
}

/** The certificate that this client shows in TLS, in PEM, and its key. */
export interface ClientCertificate {
  readonly cert: string
  readonly key: string
  readonly passphrase?: string
  /** Authorities to trust beside those that Node comes with. */
  readonly ca?: string
}

/** A client that knows whom it asks and who it is. */
export interface ConfiguredClient {
  readonly issuer: string
  readonly tokenEndpoint: string | undefined
  readonly clientId: string
  readonly credential: ClientCredential
  /** Whether its connections show a certificate. */
  readonly certified: boolean
  readonly fetch: typeof fetch
  readonly timeoutMs: number
  readonly concurrency: number
}
