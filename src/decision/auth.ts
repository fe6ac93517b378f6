import { inspect } from 'node:util'
import type { Operation } from '../policy/types.ts'
import type { Principal } from '../schemes/types.ts'
import type { TokenResult } from '../token-client/types.ts'
import type { ConnectionTokenOptions } from '../token-client/verified-client.ts'
import { fixedSet } from './fixed-set.ts'
import type { Caller } from './judgement.ts'
import type { Auth } from './types.ts'

/** Gives upstream tokens to callers. Rejects with a `TokenClientError`, and never throws. */
export interface ConnectionTokens {
  /** @param connection Default: the operation's own. */
  of(
    caller: Pick<Auth, 'scheme' | 'token' | 'operation'>,
    connection: string | undefined,
    options: ConnectionTokenOptions | undefined,
  ): Promise<TokenResult>
}

/** What the application is told of the caller. Made anew for each request, and frozen. */
export function authOf(operation: Operation, caller: Caller, connections: ConnectionTokens): Auth {
  return new CallersAuth(operation, caller, connections)
}

/**
 * A class for its private fields: no way of printing or copying an object shows one (L-18). What most handlers never read
 * is made when it is read: a set that nobody can change costs more than the rest of the decision.
 */
class CallersAuth implements Auth {
  readonly operation: Operation
  readonly scheme: string
  readonly claims: Principal['claims']
  declare readonly schemes: Readonly<Record<string, Principal>>
  declare readonly scopes: ReadonlySet<string>
  readonly #caller: Caller
  readonly #connections: ConnectionTokens
  #handedOut: Handed | undefined

  constructor(operation: Operation, caller: Caller, connections: ConnectionTokens) {
    this.operation = operation
    this.scheme = caller.lead.scheme
    this.claims = caller.lead.claims
    this.#caller = caller
    this.#connections = connections
    // Its own and enumerable, so that copies have them: `{ ...auth }`.
    Object.defineProperty(this, 'schemes', CallersAuth.#schemes)
    Object.defineProperty(this, 'scopes', CallersAuth.#scopes)
    Object.freeze(this)
  }

  static readonly #schemes: PropertyDescriptor = {
    enumerable: true,
    get(this: CallersAuth): Auth['schemes'] {
      return this.#handed.schemes
    },
  }

  static readonly #scopes: PropertyDescriptor = {
    enumerable: true,
    get(this: CallersAuth): Auth['scopes'] {
      return this.#handed.lead.scopes
    },
  }

  get #handed(): Handed {
    this.#handedOut ??= handOutAll(this.#caller)
    return this.#handedOut
  }

  get token(): string {
    return this.#caller.token
  }

  connectionToken(connection?: string, options?: ConnectionTokenOptions): Promise<TokenResult> {
    const { scheme, operation } = this
    return this.#connections.of({ scheme, token: this.token, operation }, connection, options)
  }

  toJSON(): object {
    return { ...this, ...(this.token !== '' && { token: '[redacted]' }) }
  }

  [inspect.custom](): object {
    return this.toJSON()
  }
}

// Every caller shares it: a handler that changed it would change what others print.
Object.freeze(CallersAuth.prototype)

/** What the application is given of the principals. */
interface Handed {
  readonly schemes: Readonly<Record<string, Principal>>
  readonly lead: Principal
}

function handOutAll({ principals, lead }: Caller): Handed {
  const spokenFor = handOut(lead)
  const schemes: Record<string, Principal> = Object.create(null)
  for (const principal of principals) {
    schemes[principal.scheme] = principal === lead ? spokenFor : handOut(principal)
  }
  return { schemes: Object.freeze(schemes), lead: spokenFor }
}

/** A verified principal may be kept for the next request; what is handed out is a copy. Its claims are frozen. */
function handOut(principal: Principal): Principal {
  return Object.freeze({ ...principal, scopes: fixedSet(principal.scopes) })
}
