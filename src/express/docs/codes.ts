const codes = {
  'docs.swagger-ui-missing':
    'The documentation page is wanted, and swagger-ui-express is not installed. Install it, or turn the page off.',
  'docs.client-scheme':
    'The option docs.clientId names a scheme that nobody can log in for: no operation uses it, it has no issuer, or its tokens need DPoP proofs. Correct the name.',
} as const

export type DocsCode = keyof typeof codes

/** What each diagnostic of the documentation page means and what to do; docs/diagnostics.md is compared with it. */
export const docsCodes: Readonly<Record<DocsCode, string>> = Object.freeze(codes)
