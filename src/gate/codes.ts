const codes = {
  'issuer.not-ready':
    'An issuer has given no keys in the time that `requireReady` allows. See whether it answers, or start without.',
  'reload.failed':
    'The document could not be read again, for no fault of its own. The error that was thrown says more.',
  'reload.weaker': 'An operation would let somebody in that it did not before. Allow it, or correct the document.',
  'reload.trust': 'A scheme would trust others, or judge in another way. Allow it, or correct the document.',
  'reload.opened': 'An operation that is not there any more would be let through. Allow it, or correct the document.',
} as const

export type GateCode = keyof typeof codes

/** What each diagnostic of a running gate means and what to do; docs/diagnostics.md is compared with it. */
export const gateCodes: Readonly<Record<GateCode, string>> = Object.freeze(codes)
