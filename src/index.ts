export type { Allowed, Auth, Decision, DecisionRequest, Problem, Reason, Refused } from './decision/types.ts'
export { ConfigurationError } from './diagnostics/configuration-error.ts'
export type { Diagnostic, Source } from './diagnostics/diagnostic.ts'
export type { DecisionEvent, GateEvents } from './enforcement/events.ts'
export { type Denial, DeniedError } from './express/denied-error.ts'
export type { OnDenied } from './express/deny.ts'
export type { DocsOptions } from './express/docs/docs-options.ts'
export { findAuth, getAuth, getOperation } from './express/request-state.ts'
export { portcullis } from './gate.ts'
export type { GateOptions } from './gate-options.ts'
export type { Gate, Health } from './gate-types.ts'
export type { IssuerHealth, JwtClaims } from './jwt/types.ts'
export { readPolicy } from './policy/read-policy.ts'
export type { Operation, Policy, PolicyOptions, PolicyScheme } from './policy/types.ts'
export type {
  ApiKeyOptions,
  ClaimName,
  HookContext,
  Hooks,
  Issuer,
  Principal,
  SchemeOptions,
  TokenSchemeOptions,
} from './schemes/types.ts'
