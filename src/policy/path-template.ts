/** A piece of a segment that holds text and parameters, as `{id}.json`. */
export type Piece = { readonly text: string } | { readonly parameter: string }

/** What stands between two slashes of a path template. */
export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'pattern'; readonly pieces: readonly Piece[] }

/** An OpenAPI path template, cut at its slashes. `/` alone has no segment. */
export interface PathTemplate {
  readonly segments: readonly Segment[]
  /** Written with a slash at its end (`/` itself is not). */
  readonly trailingSlash: boolean
}
