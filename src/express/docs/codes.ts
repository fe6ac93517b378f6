const codes = {
  'docs.swagger-ui-missing':
    'The documentation page is wanted, and swagger-ui-express is not installed. Install it, or turn the page off.',
  'docs.client-scheme':
    'The option docs.clientId names a scheme that nobody can log in for: no operation uses it, it has no issuer, or its tokens need DPoP proofs. Correct the name.',
  'docs.security-scheme':
    'The option docs.security names a scheme that the document does not declare, or that this gate has not configured. Correct the name, or give it to `portcullis()`.',
  'docs.too-large':
    'The document cannot be served in one piece: what it refers to from many places makes it too large. The API is enforced, and the page has no document. Refer to less, or turn the page off.',
} as const

export type DocsCode = keyof typeof codes

/** What each diagnostic of the documentation page means and what to do; docs/diagnostics.md is compared with it. */
export const docsCodes: Readonly<Record<DocsCode, string>> = Object.freeze(codes)
