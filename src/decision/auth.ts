import { inspect } from 'node:util'
import type { Operation } from '../policy/types.ts'
import type { Principal } from '../schemes/types.ts'
import { fixedSet } from './fixed-set.ts'
import type { Caller } from './judgement.ts'
import type { Auth } from './types.ts'

/**
 * What the application is told of the caller. Made anew for each request, and frozen. No way of printing or copying it
 * shows the token (L-18).
 */
export function authOf(operation: Operation, { principals, lead, token }: Caller): Auth {
  const spokenFor = handOut(lead)
  const { scheme, claims, scopes } = spokenFor
  const schemes: Record<string, Principal> = Object.create(null)
  for (const principal of principals) {
    schemes[principal.scheme] = principal === lead ? spokenFor : handOut(principal)
  }
  const auth: Auth = {
    operation,
    schemes: Object.freeze(schemes),
    scheme,
    claims,
    scopes,
    // A getter: printers that leave toJSON and inspect aside still show the value of a hidden property.
    get token() {
      return token
    },
  }
  const printed = { value: () => ({ ...auth, ...(token !== '' && { token: '[redacted]' }) }) }
  Object.defineProperties(auth, { token: { enumerable: false }, toJSON: printed, [inspect.custom]: printed })
  return Object.freeze(auth)
}

/** A verified principal may be kept for the next request; what is handed out is a copy. Its claims are frozen. */
function handOut(principal: Principal): Principal {
  return Object.freeze({ ...principal, scopes: fixedSet(principal.scopes) })
}
