import type { ClientCredential } from '../../issuer/client-credential.ts'

/** How one scheme asks its issuer about tokens (RFC 7662). Frozen. */
export interface IntrospectionSettings {
  /**
   * `opaque`: the endpoint alone says what a token is worth, and a JWT is none of its tokens. `jwt`: a token is a JWT
   * that is good by itself, and that the endpoint calls active as well. One never stands in for the other (I-13).
   */
  readonly mode: 'opaque' | 'jwt'
  /** undefined: as the issuer's metadata says. */
  readonly endpoint: string | undefined
  /** The exact address of that metadata, where it is known. */
  readonly metadataUrl: string | undefined
  readonly client: IntrospectionClient
  /** Milliseconds that an answer counts at most: how long a token may outlive its revocation (I-09). 0: not at all. */
  readonly cacheMs: number
  /** Milliseconds for one question, with waiting for its turn and with finding the endpoint. */
  readonly timeoutMs: number
  /** Questions that are asked at once. */
  readonly concurrency: number
  /** Opaque tokens: whether an answer has to name an audience. */
  readonly audienceRequired: boolean
}

/** Who asks. */
export interface IntrospectionClient {
  readonly clientId: string
  readonly credential: ClientCredential
}
