/** Where the documentation stands and what it is called. */
export interface DocsOptions {
  /** Where the page stands. Default `/docs`. */
  path?: string
  /** Where the document stands. Default `openapi.json` under the page. */
  documentPath?: string
  /**
   * The public client that people log in with in the page, for every scheme whose issuer is known or by the names of
   * schemes. Never one with a secret. Default: none, and tokens are pasted.
   */
  clientId?: string | Record<string, string>
  /**
   * A scheme of the document that the document itself stands behind: the page asks for a login first. Default: none, and
   * everybody may see it.
   */
  security?: string
  /** `permitted`: each caller sees the operations that it may call, and anonymous ones those that are public. Default `all`. */
  visibility?: 'all' | 'permitted'
  /** Default: the document's own title; behind `security`, which nobody has passed yet, a general one. */
  title?: string
}
