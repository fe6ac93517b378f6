import type { PrivateKey } from '../issuer/client-credential.ts'
import type { Store } from '../store/types.ts'

/** Who asks the token endpoint, and how. What is missing is taken from the environment, or said at the first call. */
export interface TokenClientOptions {
  /** `tenant.auth0.com`: short for `issuer: 'https://tenant.auth0.com/'`. Default: AUTH0_DOMAIN, and in a gate its one issuer. */
  domain?: string | undefined
  /** The exact issuer. Its metadata says where the token endpoint is. */
  issuer?: string | undefined
  /** Where to ask in place of what the metadata says: https, or http on this machine. */
  tokenEndpoint?: string | undefined
  /** Default: AUTH0_CLIENT_ID. */
  clientId?: string | undefined
  /** Default: AUTH0_CLIENT_SECRET. */
  clientSecret?: string | undefined
  /**
   * In place of a secret: a private key (RSA, EC or Ed25519) whose public half the issuer knows, as a JWK, a PEM text or
   * a key of Node; or a function that gives one, asked for each request, so that keys can be changed while it runs.
   */
  privateKey?: PrivateKey | (() => PrivateKey | Promise<PrivateKey>) | undefined
  /** The client's certificate for TLS, in PEM. Without secret and key it says who the client is (RFC 8705 §2). */
  clientCertificate?: { cert: string; key: string; passphrase?: string; ca?: string }
  /** How a secret is sent: in the body or in the Authorization header. Default `post`. */
  clientAuthentication?: 'post' | 'basic' | 'private_key_jwt' | 'tls_client_auth'
  /** The connections whose tokens may be asked for. Default: those that the document names, and without one any. */
  connections?: string[]
  /**
   * 32 bytes. With it exchanged tokens are shared by the processes of one `store`, sealed (AES-256-GCM). Without it each
   * process keeps its own, in memory.
   */
  encryptionKey?: Uint8Array | undefined
  /** Where they are shared. Default: the gate's store. Only together with `encryptionKey`. */
  store?: Store | undefined
  /** Milliseconds for one call with all that belongs to it: 100 to 60,000. Default 10,000. */
  timeoutMs?: number
  /** Requests at once: 1 to 1000, default 20. A thousand more wait for their turn. */
  concurrency?: number
  /** How many exchanged tokens are remembered in memory: default 10,000. false: none. */
  cache?: { entries?: number } | false
}
