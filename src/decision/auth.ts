import { inspect } from 'node:util'
import type { Operation } from '../policy/types.ts'
import type { Principal } from '../schemes/types.ts'
import { fixedSet } from './fixed-set.ts'
import type { Caller } from './judgement.ts'
import type { Auth } from './types.ts'

/** What the application is told of the caller. Made anew for each request, and frozen. */
export function authOf(operation: Operation, caller: Caller): Auth {
  return new CallersAuth(operation, caller)
}

/**
 * A class for its private fields: no way of printing or copying an object shows one (L-18). What most handlers never
 * look at is made when it is looked at.
 */
class CallersAuth implements Auth {
  readonly operation: Operation
  readonly scheme: string
  readonly claims: Principal['claims']
  readonly #caller: Caller
  #schemes: Auth['schemes'] | undefined

  constructor(operation: Operation, caller: Caller) {
    this.operation = operation
    this.scheme = caller.lead.scheme
    this.claims = caller.lead.claims
    this.#caller = caller
    Object.freeze(this)
  }

  get schemes(): Auth['schemes'] {
    this.#schemes ??= handOutAll(this.#caller.principals)
    return this.#schemes
  }

  get scopes(): ReadonlySet<string> {
    return this.schemes[this.scheme]?.scopes ?? noScopes
  }

  get token(): string {
    return this.#caller.token
  }

  toJSON(): object {
    const { operation, schemes, scheme, claims, scopes } = this
    return { operation, schemes, scheme, claims, scopes, ...(this.token !== '' && { token: '[redacted]' }) }
  }

  [inspect.custom](): object {
    return this.toJSON()
  }
}

// Every caller shares it: a handler that changed it would change what others print.
Object.freeze(CallersAuth.prototype)

const noScopes: ReadonlySet<string> = fixedSet([])

function handOutAll(principals: readonly Principal[]): Auth['schemes'] {
  const schemes: Record<string, Principal> = Object.create(null)
  for (const principal of principals) schemes[principal.scheme] = handOut(principal)
  return Object.freeze(schemes)
}

/** A verified principal may be kept for the next request; what is handed out is a copy. Its claims are frozen. */
function handOut(principal: Principal): Principal {
  return Object.freeze({ ...principal, scopes: fixedSet(principal.scopes) })
}
