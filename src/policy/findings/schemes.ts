import type { Severity } from '../../diagnostics/diagnostic.ts'
import { quote } from '../../diagnostics/words.ts'
import type { Finding, Spot } from './finding.ts'

/** What is wrong with a declaration, and what to write. */
export interface SchemeFault {
  readonly message: string
  readonly fix: string
  readonly spot: Spot
}

/** An error where an operation asks for the scheme; a scheme that nobody asks for lets nobody in. */
export function schemeMalformed({ message, fix, spot }: SchemeFault, severity: Severity): Finding {
  return {
    code: 'scheme.malformed',
    severity,
    spot,
    subject: message,
    message: (spots) => `The security scheme ${spots} ${message}.`,
    fix: () => fix,
  }
}

/** RFC 9700 §4.3.2 is about tokens, and its reasons are the same. */
export function schemeKeyInQuery(spot: Spot): Finding {
  return {
    code: 'scheme.key-in-query',
    severity: 'warning',
    spot,
    message: (spots) => `A key in the query ends in logs, histories and Referer headers. That is how ${spots} works.`,
    fix: () => 'Move the key to a header.',
  }
}

/** Who sits on the way reads the tokens, and can hand out keys of their own. */
export function schemeInsecureUrl(url: string, { name, place }: Spot): Finding {
  return {
    code: 'scheme.insecure-url',
    severity: 'warning',
    spot: { name: `${quote(url)} of ${name}`, place },
    message: (spots) => `Tokens travel to these addresses, and they are not https: ${spots}.`,
    fix: () => 'Write the https address.',
  }
}
