import type { JsonObject } from '../json/json-object.ts'

/** A token that the authorisation server gave in exchange. Frozen. */
export interface TokenResult {
  readonly accessToken: string
  /** Seconds since the epoch. An hour from now where the server does not say. */
  readonly expiresAt: number
  /** As the server says, which may be less than was asked for. */
  readonly scope?: string
  /** What stands in front of it in an `Authorization` header: `Bearer`. */
  readonly tokenType: string
  /** RFC 8693 §3. */
  readonly issuedTokenType?: string
}

/** What a profile of the owner's own may give beside. */
export interface ExchangeResult extends TokenResult {
  readonly idToken?: string
  readonly refreshToken?: string
}

/** How one call is made. */
export interface CallOptions {
  /** Ends this call's waiting. Others that wait for the same token go on. */
  signal?: AbortSignal
  /** Asks for a new token, whatever is remembered: the provider has refused the one that was. Default false. */
  refresh?: boolean
}

export interface ConnectionRequest extends CallOptions {
  /** The connection's name at the authorisation server: `google-oauth2`. */
  connection: string
  /** The caller's access token, as it came and was verified. */
  accessToken: string
  /** The user's id at the provider (never an e-mail address), where one user has several accounts there. */
  loginHint?: string
}

export interface OnBehalfOfRequest extends CallOptions {
  /** The caller's access token, as it came and was verified. */
  accessToken: string
  /** The API that the new token is for. */
  audience: string
  /** Scopes with spaces between them. Default: what the server gives. */
  scope?: string
}

/** Any other member is a parameter of the profile's own, sent under its name: a text, a number, a boolean, or a list of them. */
export interface ExchangeProfileRequest {
  subjectToken: string
  /** A URI (RFC 8693 §3): that of your profile, or of a standard type. */
  subjectTokenType: string
  audience?: string
  scope?: string
  requestedTokenType?: string
  /** An organisation of Auth0. Where an ID token comes back it has to name the same one. */
  organization?: string
  /** Who acts for the subject (RFC 8693 §1.1). Both or none. */
  actorToken?: string
  actorTokenType?: string
  signal?: AbortSignal
  [parameter: string]: unknown
}

/** Calls the token endpoint of one authorisation server. Each call rejects with a `TokenClientError` or the signal's reason. */
export interface TokenClient {
  /** The token that the server holds of an upstream provider for this user (Auth0 Token Vault). */
  getAccessTokenForConnection(request: ConnectionRequest): Promise<TokenResult>
  /** A token for another API, in the caller's name (RFC 8693). */
  getTokenOnBehalfOf(request: OnBehalfOfRequest): Promise<TokenResult>
  /** A token in exchange for one of any kind, by a profile of your own (Auth0 Custom Token Exchange). */
  getTokenByExchangeProfile(request: ExchangeProfileRequest): Promise<ExchangeResult>
}

/** One exchange, ready to be asked for: what is sent, and what may come back. */
export interface Exchange {
  readonly grantType: string
  /** In the order in which they are sent, without what says who the client is. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
  /** The connection that it is for. */
  readonly connection?: string
  readonly loginHint?: string
  readonly subject: SubjectToken
  /** What may be issued; undefined: anything. */
  readonly issuedTypes: ReadonlySet<string> | undefined
  /** Whether ID and refresh tokens that come with it are handed out. */
  readonly handsOutOthers: boolean
  /** Where an ID token comes back, its organisation has to be this one. */
  readonly organization?: string
  /**
   * Everything that was asked, with the subject's digest in place of the token, as a text that no two requests share. Under
   * it the result is remembered, and given to all who ask for the same at once. undefined: it is for this request alone.
   */
  readonly cacheKey: string | undefined
}

/** The token that is exchanged. */
export interface SubjectToken {
  readonly text: string
  /** SHA-256 of the exact bytes. */
  readonly digest: string
  /** What it says of itself, where it is a JWT. It was not verified here: it can only make us refuse, or forget sooner. */
  readonly claims: JsonObject | undefined
  /** Its `typ`, in lower case and without `application/`. */
  readonly type: string | undefined
}
