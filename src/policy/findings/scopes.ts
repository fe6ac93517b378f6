import { quote } from '../../diagnostics/words.ts'
import type { Place } from '../../document/types.ts'
import type { Finding, Spot } from './finding.ts'

/** A scope in a list that no flow of its oauth2 scheme offers, which is legal and mostly a slip of the pen. */
export function scopeUndeclared(scheme: string, scope: string, nearest: string | undefined, place: Place): Finding {
  const name = nearest === undefined ? quote(scope) : `${quote(scope)} (did you mean ${quote(nearest)}?)`
  return {
    code: 'scope.undeclared',
    severity: 'warning',
    spot: { name, place },
    subject: scheme,
    message: (spots) => `No flow of ${quote(scheme)} declares what is asked for: ${spots}.`,
    fix: () => 'Correct the spelling, or declare the scope in `flows`: a client learns there what it can ask for.',
  }
}

/** A scope with a space in it, as in `(a | b)`: the token's `scope` is cut at spaces (RFC 6749 §3.3). */
export function scopeUnmatchable(scope: string, spot: Spot): Finding {
  return {
    code: 'scope.unmatchable',
    severity: 'warning',
    spot,
    subject: scope,
    message: (spots) => `The \`scope\` of a token cannot hold ${quote(scope)}, which is asked for by ${spots}.`,
    fix: () =>
      'Scopes are compared as they are written: list them one by one, without spaces, quotes and operators. ' +
      'For any-of write `x-portcullis: { scopeMatch: any }` at the operation.',
  }
}

/** OpenAPI 3.0 wants an empty list there. It is enforced all the same: it is the only word on who may call. */
export function scopeBeforeRoles(scheme: string, spot: Spot): Finding {
  return {
    code: 'scope.before-roles',
    severity: 'warning',
    spot,
    subject: scheme,
    message: (spots) =>
      `OpenAPI 3.0 allows no list beside ${quote(scheme)}, which is neither oauth2 nor openIdConnect. ` +
      `What stands there is enforced as scopes: ${spots}.`,
    fix: () => 'Write `openapi: 3.1.0` or later, where such lists are roles.',
  }
}
