import { nearestName } from '../../diagnostics/nearest.ts'
import { proposal, quote } from '../../diagnostics/words.ts'
import type { Finding, Spot } from './finding.ts'

/** What a `security` list is not. */
export type SecurityFault = 'null' | 'no list' | 'no requirement' | 'no scope list' | 'no scope' | 'too long'

const faults: Readonly<Record<SecurityFault, string>> = {
  null: '`security` is empty (null)',
  'no list': '`security` is not a list',
  'no requirement': 'an entry of `security` is not a mapping from scheme names to lists',
  'no scope list': 'a scheme in `security` stands without the list of its scopes',
  'no scope': 'a scope in `security` is not a text of at least one character',
  'too long': '`security` has more entries than a caller could tell apart (128 alternatives, 32 schemes, 1000 scopes)',
}

const forms =
  'Write a list of mappings, `security: [{ name: [scope, …] }]`. `[]` makes the operation public, `[{}]` makes ' +
  'credentials optional, and leaving `security` out takes over the list at the root.'

/** `null`, a string, `[[]]` and the like: nobody can say what was meant, so it is never read as "public". */
export function securityMalformed(fault: SecurityFault, spot: Spot): Finding {
  return {
    code: 'security.malformed',
    severity: 'error',
    spot,
    subject: fault,
    message: (spots) => `In ${spots}, ${faults[fault]}.`,
    fix: () => forms,
  }
}

/** O-01: an error, or with `publicOperations: 'implicit'` one line at the start that lists what is open. */
export function securityMissing(publicOperations: 'explicit' | 'implicit', spot: Spot): Finding {
  const isError = publicOperations === 'explicit'
  return {
    code: 'security.missing',
    severity: isError ? 'error' : 'warning',
    spot,
    message: (spots) =>
      `No \`security\` stands at the root or at ${spots}: ${isError ? 'nothing says who may call' : 'anybody may call'}.`,
    fix: () =>
      'Write `security` at the root or at the operation, and `security: []` where everybody may call.' +
      (isError ? " With `publicOperations: 'implicit'` in the options, silence means public." : ''),
  }
}

/** `[]` or `[{}]` at the root is legal, and means that a forgotten `security` is an open operation. */
export function securityPublicByDefault(spot: Spot): Finding {
  return {
    code: 'security.public-by-default',
    severity: 'warning',
    spot,
    message: (spots) => `\`security\` at the root makes public what has none of its own: ${spots}.`,
    fix: () => 'Write the usual list at the root, and `security: []` at the operations that are public.',
  }
}

/** O-02: everything that is public on purpose is said once, so that it can be read over. */
export function securityPublic(spot: Spot): Finding {
  return {
    code: 'security.public',
    severity: 'hint',
    spot,
    message: (spots) => `Anybody may call ${spots}.`,
  }
}

export function schemeUndefined(name: string, declared: Iterable<string>, spot: Spot): Finding {
  return {
    code: 'scheme.undefined',
    severity: 'error',
    spot,
    subject: name,
    message: (spots) => `No security scheme is called ${quote(name)}, which is asked for by ${spots}.`,
    fix: () => proposal(nearestName(name, declared), declareIt(name)),
  }
}

/** OpenAPI 3.2 §4.30.1 lets a URI stand in place of a name; the gate takes names only. */
function declareIt(name: string): string {
  const place = 'Declare it in the entry document, under `components.securitySchemes`'
  return /[#/]/.test(name) ? `${place}, with a \`$ref\` to this address, and ask for it by its name.` : `${place}.`
}
