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

/** A class for its private field: no way of printing or copying an object shows one (L-18). */
class CallersAuth implements Auth {
  readonly operation: Operation
  readonly schemes: Readonly<Record<string, Principal>>
  readonly scheme: string
  readonly claims: Principal['claims']
  readonly scopes: ReadonlySet<string>
  readonly #token: string
  readonly #connections: ConnectionTokens

  constructor(operation: Operation, { principals, lead, token }: Caller, connections: ConnectionTokens) {
    const spokenFor = handOut(lead)
    const schemes: Record<string, Principal> = Object.create(null)
    for (const principal of principals) {
      schemes[principal.scheme] = principal === lead ? spokenFor : handOut(principal)
    }
    this.operation = operation
    this.schemes = Object.freeze(schemes)
    this.scheme = spokenFor.scheme
    this.claims = spokenFor.claims
    this.scopes = spokenFor.scopes
    this.#token = token
    this.#connections = connections
    Object.freeze(this)
  }

  get token(): string {
    return this.#token
  }

  connectionToken(connection?: string, options?: ConnectionTokenOptions): Promise<TokenResult> {
    const { scheme, operation } = this
    return this.#connections.of({ scheme, token: this.#token, operation }, connection, options)
  }

  toJSON(): object {
    return { ...this, ...(this.#token !== '' && { token: '[redacted]' }) }
  }

  [inspect.custom](): object {
    return this.toJSON()
  }
}

// Every caller shares it: a handler that changed it would change what others print.
Object.freeze(CallersAuth.prototype)

/** A verified principal may be kept for the next request; what is handed out is a copy. Its claims are frozen. */
function handOut(principal: Principal): Principal {
  return Object.freeze({ ...principal, scopes: fixedSet(principal.scopes) })
}
