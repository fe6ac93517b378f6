import type { JwtClaims } from '../jwt/types.ts'
import type { TokenSchemeOptions } from '../schemes/option-types.ts'
import type { TokenClientOptions } from '../token-client/options.ts'

export interface TestIssuerOptions {
  /** What its tokens are for. Default `https://api.test`. */
  audience?: string
  /** RS256 (the default), PS256, ES256 or EdDSA. */
  algorithm?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'
  /** Serve discovery and keys on a free loopback port. Default false: the keys stay in this process. */
  listen?: boolean
  /** The scheme's name in the document, for `schemes`. Default `auth0`. */
  schemeName?: string
}

/** What a token says. Everything has a default; a claim that is given as `undefined` is left out. */
export interface TestToken {
  /** Default `test-user`. */
  sub?: string | undefined
  /** Scopes with spaces between them. Default: none. */
  scope?: string | undefined
  /** Auth0's RBAC claim. */
  permissions?: string[] | undefined
  /** Seconds from now; negative for a token that has expired. Default 3600. */
  expiresIn?: number
  /** Bound to the key that `dpop` proves: `cnf.jkt` (RFC 9449 §6.1). Default false. */
  bound?: boolean
  /** Over everything above and over `iss`, `aud`, `iat`, `exp`, `jti` and `client_id`. */
  claims?: Record<string, unknown>
  /** Over the header's `alg`, `kid` and `typ` (`at+jwt`). The signature is made with the issuer's key all the same. */
  header?: Record<string, unknown>
}

/** What a DPoP proof says. */
export interface TestProof {
  method: string
  /** As the client calls it; query and fragment are left out. */
  url: string
  /** The token that the proof comes with. */
  accessToken?: string | undefined
  /** From a `DPoP-Nonce` header. */
  nonce?: string | undefined
  /** Over `jti`, `htm`, `htu`, `iat`, `ath` and `nonce`; one that is given as `undefined` is left out. */
  claims?: Record<string, unknown>
  /** Over the header's `typ`, `alg` and `jwk`. The signature is made with the same key all the same. */
  header?: Record<string, unknown>
}

/** What is wrong with a listening issuer. */
export type TestFailure =
  /** Ends every connection without an answer. */
  | 'refuse'
  /** Takes the request and never answers. */
  | 'hang'
  | 'status-500'
  /** 200 with a page of HTML. */
  | 'html'
  /** 200 without a body. */
  | 'empty'
  /** 302 to another address. */
  | 'redirect'
  /** A key set without keys. */
  | 'no-keys'

/** What the token endpoint answers for a connection. */
export type TestConnectionAnswer =
  /** The upstream provider's access token, which lives for an hour. */
  | string
  /** The same, with the seconds that it lives and the provider's scopes. */
  | { accessToken: string; expiresIn?: number; scope?: string }
  /** The same again, as it is on the wire. */
  | { access_token: string; expires_in?: number; scope?: string }
  /**
   * A refusal, by its OAuth `error`. Default status: 401 for Auth0's `federated_connection_…` and `user_not_found`, else
   * 400. `retryAfter` in seconds.
   */
  | { error: string; status?: number; retryAfter?: number }
  /** An outage: 429, 503, or any other status from 400 to 599. `retryAfter` in seconds. */
  | { status: number; retryAfter?: number }
  /** What `fail` does, for this connection alone. */
  | { fail: TestFailure }

/** An exchange for a connection, as a function is asked for its answer. Frozen. */
export interface TestConnectionRequest {
  readonly connection: string
  /** Whose token is exchanged. */
  readonly sub: string
  readonly claims: Readonly<JwtClaims>
  /** The token that is exchanged. */
  readonly accessToken: string
  readonly loginHint: string | undefined
  readonly clientId: string
}

/** The answer for a connection, or a function that finds it. */
export type TestConnection =
  | TestConnectionAnswer
  | ((asked: TestConnectionRequest) => TestConnectionAnswer | Promise<TestConnectionAnswer>)

/** An exchange that was asked for. Neither tokens nor secrets are in it. Frozen. */
export interface TestExchange {
  /** The connection whose token was asked for. */
  readonly connection?: string
  /** The API that the token was asked for, on behalf of the caller. */
  readonly audience?: string
  /** Whose token was exchanged. */
  readonly sub: string
  readonly loginHint?: string
  readonly scope?: string
  readonly clientId: string
}

export interface TestIssuer {
  /** The `iss` of its tokens. */
  readonly issuer: string
  readonly audience: string
  /** For `schemes: { auth0: issuer.scheme }`. */
  readonly scheme: TokenSchemeOptions
  /** `{ [schemeName]: scheme }`, for `portcullis(document, { schemes: issuer.schemes })`. */
  readonly schemes: Record<string, TokenSchemeOptions>
  /** With `listen`, what to put into `process.env` before the application is imported; else empty. */
  readonly env: Record<string, string>
  /** With `listen`, who asks its token endpoint, for `portcullis(document, { …, tokens: issuer.tokens })`; else empty. */
  readonly tokens: TokenClientOptions
  /** A signed token, valid unless the claims say otherwise. */
  token(token?: TestToken): Promise<string>
  /**
   * A DPoP proof (RFC 9449) by the key of this issuer's one client, ES256, for a token that is `bound`. It is good once.
   */
  dpop(proof: TestProof): Promise<string>
  /** The public keys, as they are published now. */
  jwks(): { keys: object[] }
  /**
   * Makes a new key and signs with it from now on. The one before stays published until the next rotation, so that its
   * tokens stay good, as at a real issuer. A gate that was given `scheme` without `listen` keeps the keys it started with.
   */
  rotate(): Promise<void>
  /** Makes a listening issuer fail from the next request on; false mends it. Throws without `listen`. */
  fail(how: TestFailure | false): void
  /**
   * What the token endpoint answers for each connection, in place of what was said before. A connection without an answer
   * is one that the user has not linked. Tokens on behalf of a caller (`getTokenOnBehalfOf`) need no answer: they are this
   * issuer's own, for the audience and scope that were asked for. Throws without `listen`, and for what is no answer.
   *
   * @example
   * issuer.connections({
   *   'google-oauth2': ({ sub }) => `google-token-of-${sub}`,
   *   github: { error: 'federated_connection_refresh_token_not_found' },
   *   slack: { status: 503, retryAfter: 5 },
   * })
   */
  connections(answers: Record<string, TestConnection>): void
  /**
   * The exchanges that were asked for so far, by valid tokens of this issuer and in order, whatever they were answered. A
   * token that a gate remembers is not asked for again. Throws without `listen`.
   */
  exchanges(): readonly TestExchange[]
  /** Ends the server and its connections. Without `listen` there is nothing to end. */
  close(): Promise<void>
}
