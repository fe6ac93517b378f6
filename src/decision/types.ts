import type { IncomingHttpHeaders } from 'node:http'
import type { JwtClaims } from '../jwt/types.ts'
import type { Operation } from '../policy/types.ts'
import type { TargetReason } from '../routing/types.ts'
import type { MalformedReason, Principal, RefusedReason, UnknownReason } from '../schemes/types.ts'
import type { TokenResult } from '../token-client/types.ts'
import type { ConnectionTokenOptions } from '../token-client/verified-client.ts'

export interface DecisionRequest {
  method: string
  /** The raw target as on the wire. */
  target: string
  headers: IncomingHttpHeaders | Record<string, string | string[] | undefined>
  /** Node's flat form. Only counts repeats; values are read from headers. Ignored when it lacks the name. */
  rawHeaders?: string[] | undefined
  /** Scheme and authority the client used, for DPoP's htu. */
  origin?: string | undefined
  /** The socket's own address, never one from a header. Without it no proxy is trusted. */
  remoteAddress?: string | undefined
  /** DER, and whether TLS authorised it. */
  peerCertificate?: { raw: Buffer; authorized: boolean } | undefined
}

/** A request that a server received. Only this package may say so of one. */
export interface ServerRequest extends DecisionRequest {
  /** The target as the client sent it, where middleware has made another of it: credentials are read from this one. */
  readonly sentTarget?: string
  /** The server's own message. It may be judged more than once, and a proof that was used for it is not used again. */
  readonly message?: object
}

export type Decision = Allowed | Refused

export interface Allowed {
  readonly allowed: true
  readonly because: 'operation' | 'public' | 'anonymous' | 'outside' | 'undocumented' | 'preflight' | 'report'
  readonly operation: Operation | undefined
  readonly auth: Auth | undefined
}

export interface Refused {
  readonly allowed: false
  readonly operation: Operation | undefined
  readonly status: 400 | 401 | 403 | 404 | 405 | 503
  readonly error: string
  readonly reason: Reason
  /** Lower-case names; www-authenticate may be a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Problem
}

/** RFC 9457. */
export interface Problem {
  type: string
  title: string
  status: number
  error: string
  /** Which check failed, in words; only where `detail` is on. */
  detail?: string
}

/** Why a request was refused: the closed list, described one by one in docs/reasons.md. */
export type Reason =
  | MalformedReason
  | RefusedReason
  | UnknownReason
  | 'credential.missing'
  | 'scope.missing'
  | 'authentication.acr'
  | 'authentication.age'
  | 'authentication.future'
  | 'binding.mismatch'
  | 'request.cross_site'
  | TargetReason
  | 'route.unknown'
  | 'route.method'
  | 'route.unproven'
  | 'route.unsealed'
  | 'gate.error'

/** Who called, as the alternative of the requirement list that was satisfied first in document order says. */
export interface Auth<Claims = JwtClaims> {
  readonly operation: Operation
  /** One principal for each scheme of that alternative. The fields below are short for the first token scheme's, else the first scheme's. */
  readonly schemes: Readonly<Record<string, Principal<Claims>>>
  readonly scheme: string
  readonly claims: Readonly<Claims>
  readonly scopes: ReadonlySet<string>
  /** Not enumerable; printed redacted. */
  readonly token: string
  /**
   * The token that the authorisation server holds of an upstream provider for this caller (Auth0 Token Vault): their
   * Google Calendar, their GitHub. Remembered until shortly before it ends.
   * @param connection Default: `x-portcullis: { connection }` of the operation.
   * @throws {TokenClientError} by rejecting; `reconnectRequired` says that the user has to link the account again.
   * @example
   * const { accessToken } = await getAuth(req).connectionToken('google-oauth2')
   */
  connectionToken(connection?: string, options?: ConnectionTokenOptions): Promise<TokenResult>
}
