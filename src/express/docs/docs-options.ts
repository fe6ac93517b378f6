/** Where the documentation stands and what it is called. */
export interface DocsOptions {
  /** Where the page stands. Default `/docs`. */
  path?: string
  /** Where the document stands. Default `openapi.json` under the page. */
  documentPath?: string
  /** Default: the document's own title. */
  title?: string
}
