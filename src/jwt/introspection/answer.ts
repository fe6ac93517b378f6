import type { JsonObject } from '../../json/json-object.ts'
import type { UnknownTokenReason } from '../types.ts'

/** What the endpoint says of a token, or why nothing is known. Frozen where many requests share it. */
export type Answer = ActiveAnswer | InactiveAnswer | UnknownAnswer

export interface ActiveAnswer {
  readonly kind: 'active'
  readonly claims: JsonObject
  /** What it grants. */
  readonly scopes: ReadonlySet<string>
}

export interface InactiveAnswer {
  readonly kind: 'inactive'
}

export interface UnknownAnswer {
  readonly kind: 'unknown'
  readonly reason: Extract<UnknownTokenReason, `introspection.${string}`>
  /** Seconds. */
  readonly retryAfter: number
}

/** Seconds. Nothing says how long an endpoint goes on failing; the next request may find it well. */
const soon = 1

export function unknown(reason: UnknownAnswer['reason'], retryAfter: number = soon): UnknownAnswer {
  return { kind: 'unknown', reason, retryAfter }
}
