export type { KeyOptions } from './configuration/key-limits.ts'
export type { Allowed, Auth, Decision, DecisionRequest, Problem, Reason, Refused } from './decision/types.ts'
export { ConfigurationError } from './diagnostics/configuration-error.ts'
export type { Diagnostic, Source } from './diagnostics/diagnostic.ts'
export type { DecisionEvent, GateEvents, PolicyEvent } from './enforcement/events.ts'
export type { HookEvent } from './enforcement/hook-event.ts'
export { type Denial, DeniedError } from './express/denied-error.ts'
export type { OnDenied } from './express/deny.ts'
export type { DocsOptions } from './express/docs/docs-options.ts'
export { findAuth, getAuth, getOperation } from './express/request-state.ts'
export { type Finding, SealError, type SealedRoute, type SealReport } from './express/seal/seal-report.ts'
export { tokenErrorHandler } from './express/token-error-handler.ts'
export type { ValidateOptions } from './express/validation/validate-options.ts'
export type { GateOptions } from './gate/gate-options.ts'
export type { Counters, Gate, Health, LastReload, ReloadOptions } from './gate/gate-types.ts'
export { portcullis } from './gate.ts'
export type { PrivateKey } from './issuer/client-credential.ts'
export type { KeyFault } from './issuer/key-fault.ts'
export type { IntrospectionEvent, IntrospectionHealth } from './jwt/introspection/watch.ts'
export type { KeyEvent, KeyEventKind } from './jwt/keys/key-event.ts'
export type { Revocation } from './jwt/revocation/revocation.ts'
export type { ChooseIssuers, IssuerHealth, IssuerRequest, JwtClaims } from './jwt/types.ts'
export type { PolicyChange } from './policy/changes/policy-change.ts'
export { readPolicy } from './policy/read-policy.ts'
export type { Operation, Policy, PolicyOptions, PolicyScheme } from './policy/types.ts'
export type {
  ApiKeyOptions,
  BasicOptions,
  CertificateProxyOptions,
  ClaimName,
  Hooks,
  IntrospectionOptions,
  Issuer,
  MutualTlsOptions,
  OtherHttpOptions,
  ProofOptions,
  SchemeOptions,
  TokenSchemeOptions,
  Verified,
} from './schemes/option-types.ts'
export { hashPassword } from './schemes/passwords/password-hash.ts'
export type { HookContext, Principal } from './schemes/types.ts'
export { createMemoryStore } from './store/memory-store.ts'
export {
  createRedisStore,
  type RedisClient,
  type RedisSetOptions,
  type RedisStoreOptions,
} from './store/redis-store.ts'
export type { Store } from './store/types.ts'
export { type BoundFetch, fetchWithToken } from './token-client/fetch-with-token.ts'
export type { TokenClientOptions } from './token-client/options.ts'
export { TokenClientError, type TokenClientErrorCode } from './token-client/token-client-error.ts'
export type {
  CallOptions,
  ConnectionRequest,
  ExchangeProfileRequest,
  ExchangeResult,
  OnBehalfOfRequest,
  TokenClient,
  TokenResult,
} from './token-client/types.ts'
export type { ConnectionTokenOptions } from './token-client/verified-client.ts'
export type { TokensEvent, TokensHealth } from './token-client/watch.ts'
