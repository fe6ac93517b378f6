import type { TokenReason } from './types.ts'

/** What one step makes of a token, or why the token is refused there. */
export type Judgement<T> = { readonly ok: true; readonly value: T } | Refusal

export interface Refusal {
  readonly ok: false
  readonly reason: TokenReason
}

export function refuse(reason: TokenReason): Refusal {
  return { ok: false, reason }
}
