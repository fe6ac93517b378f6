import type { Rule } from '../policy/types.ts'

/** Why a target is one that two parsers may read differently. */
export type TargetReason =
  | 'target.form'
  | 'target.oversized'
  | 'target.encoding'
  | 'target.separator'
  | 'target.control'
  | 'target.dots'
  | 'target.empty_segment'

/** What a method and a raw target mean for the document. */
export type Match =
  /** Every rule has to be enforced: more than one where the document or its base paths leave it open which is meant. */
  | { readonly kind: 'operation'; readonly rules: readonly [MatchedRule, ...MatchedRule[]] }
  /** The path is documented, the method is not. `allow` is for the Allow header. */
  | { readonly kind: 'method'; readonly allow: readonly string[] }
  /** Inside the API's space, and not in the document. */
  | { readonly kind: 'unknown' }
  /** Outside every base path. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'invalid'; readonly reason: TargetReason }

export interface MatchedRule {
  readonly rule: Rule
  /**
   * Values by name, percent-encoded, and never empty; each of them can be decoded. Of a name that stands twice in the
   * template the last value, as in Express. Null prototype.
   */
  readonly params: Readonly<Record<string, string>>
}

export interface Matcher {
  /** `method` as on the wire; never throws, whatever the target holds. */
  match(method: string, target: string): Match
}
