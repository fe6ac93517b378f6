const codes = {
  'issuer.form': 'An issuer, a domain or an address of keys has not the form that it needs. The message says which.',
} as const

export type IssuerCode = keyof typeof codes

/** What each diagnostic of this room means and what to do; docs/diagnostics.md is compared with it. */
export const issuerCodes: Readonly<Record<IssuerCode, string>> = Object.freeze(codes)
