import type { TargetPath } from './target.ts'
import { encodeUnwritable, foldCase } from './wire-form.ts'

/** The path of a request, spelt so that it can be looked up. */
export interface RequestPath {
  /** What parameters take their values from. */
  readonly segments: readonly string[]
  /** The same without case, for comparing; each as long as its segment. */
  readonly keys: readonly string[]
  /**
   * Positions where Express sees another text than the one that is looked up: a raw `|`, or `%c3` for `%C3` where
   * routing is case-sensitive. A literal that is met there may be meant, or not. Undefined: none, as nearly always.
   */
  readonly respelt: readonly boolean[] | undefined
  readonly trailingSlash: boolean
}

export function createRequestPath(path: TargetPath, caseSensitive: boolean): RequestPath {
  const encoded = path.plain ? path.text : encodeUnwritable(path.text)
  const folded = foldCase(encoded, caseSensitive)
  const segments = encoded === path.text ? path.segments : encoded.split('/')
  const keys = folded === encoded ? segments : folded.split('/')
  const spelling = caseSensitive ? keys : segments
  const respelt =
    spelling === path.segments ? undefined : path.segments.map((segment, index) => segment !== spelling[index])
  return { segments, keys, respelt, trailingSlash: path.trailingSlash }
}
