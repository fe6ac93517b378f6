import { quote } from '../../diagnostics/words.ts'
import type { Finding, Spot } from './finding.ts'

/** The same alternative twice. One is kept. */
export function securityDuplicate(spot: Spot): Finding {
  return {
    code: 'security.duplicate',
    severity: 'warning',
    spot,
    message: (spots) => `The same alternative stands more than once in the \`security\` of ${spots}.`,
    fix: () => 'Remove the copies; they change nothing.',
  }
}

/** Whoever satisfies the stronger alternative satisfies the weaker one. */
export function securityPointless(weaker: string, stronger: string, { name, place }: Spot): Finding {
  return {
    code: 'security.pointless',
    severity: 'warning',
    spot: { name: `${name} (${stronger} beside ${weaker})`, place },
    message: (spots) => `An alternative is never needed where a weaker one stands beside it: ${spots}.`,
    fix: () => 'Remove the weaker alternative or the stronger one, whichever was not meant.',
  }
}

/** Auth0's own Management API is written so: any token passes, and the scopes keep nobody out. */
export function securityBareAlternative(bare: string, scoped: string, spot: Spot): Finding {
  return {
    code: 'security.bare-alternative',
    severity: 'warning',
    spot,
    subject: [bare, scoped],
    message: (spots) =>
      `${quote(bare)} asks for no scope and reads the same credential as ${quote(scoped)}, so that the scopes of ` +
      `${quote(scoped)} keep nobody out whom ${quote(bare)} accepts: ${spots}.`,
    fix: () =>
      `Remove the alternative ${quote(bare)}, or give it the same scopes. Keep it only where the two schemes are ` +
      'configured with different issuers, and a token of the one shall do without scopes.',
  }
}

/** A request has one Authorization header, and it holds one credential (RFC 9110 §11.6.2). */
export function securityUnsatisfiable(first: string, second: string, spot: Spot): Finding {
  return {
    code: 'security.unsatisfiable',
    severity: 'error',
    spot,
    subject: [first, second],
    message: (spots) =>
      `No request can satisfy ${quote(first)} and ${quote(second)} together, because both are read from the one ` +
      `Authorization header: ${spots}.`,
    fix: () => 'Make them two alternatives (two entries of the list), or move one of them to a header of its own.',
  }
}

/** `{}` lets everybody in; the scopes only matter to who brings a credential. */
export function securityOptionalScopes(spot: Spot): Finding {
  return {
    code: 'security.optional-scopes',
    severity: 'hint',
    spot,
    message: (spots) => `\`{}\` stands beside scopes, which therefore keep nobody out: ${spots}.`,
    fix: () => 'Remove `{}` if a credential is needed.',
  }
}
