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
  /** Default: the document's own title. */
  title?: string
}
