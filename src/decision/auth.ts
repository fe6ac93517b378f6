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
 * What of a caller is a copy for each request, made when somebody asks for it. A verified principal may be kept for the
 * next request; its claims are frozen, and a set cannot be.
 */
class HandedOut {
  readonly #caller: Caller
  #lead: Principal | undefined
  #schemes: Auth['schemes'] | undefined

  constructor(caller: Caller) {
    this.#caller = caller
    Object.freeze(this)
  }

  get lead(): Principal {
    this.#lead ??= handOut(this.#caller.lead)
    return this.#lead
  }

  get schemes(): Auth['schemes'] {
    this.#schemes ??= this.#handOutAll(this.#caller)
    return this.#schemes
  }

  #handOutAll({ principals, lead }: Caller): Auth['schemes'] {
    const schemes: Record<string, Principal> = Object.create(null)
    for (const principal of principals) {
      schemes[principal.scheme] = principal === lead ? this.lead : handOut(principal)
    }
    return Object.freeze(schemes)
  }
}

Object.freeze(HandedOut.prototype)

const handedOut = Symbol('portcullis.handedOut')

/** It inherits nothing: what somebody writes to `Object.prototype` would become part of it. */
type Descriptor = PropertyDescriptor & { readonly __proto__: null }

type HasHandedOut = ThisType<{ readonly [handedOut]: HandedOut }>

/**
 * Members of the object itself, so that copies and lists of its members have them. They find their values under a symbol: a
 * private field cannot be read through a Proxy.
 */
const schemesMember: Descriptor & HasHandedOut = {
  __proto__: null,
  enumerable: true,
  get() {
    return this[handedOut].schemes
  },
}

const scopesMember: Descriptor & HasHandedOut = {
  __proto__: null,
  enumerable: true,
  get() {
    return this[handedOut].lead.scopes
  },
}

/** A class for its private field: no way of printing or copying an object shows one (L-18). */
class CallersAuth implements Auth {
  readonly operation: Operation
  declare readonly schemes: Readonly<Record<string, Principal>>
  readonly scheme: string
  readonly claims: Principal['claims']
  declare readonly scopes: ReadonlySet<string>
  readonly #token: string
  readonly #connections: ConnectionTokens

  constructor(operation: Operation, caller: Caller, connections: ConnectionTokens) {
    const { lead, token } = caller
    this.operation = operation
    Object.defineProperty(this, 'schemes', schemesMember)
    this.scheme = lead.scheme
    this.claims = lead.claims
    Object.defineProperty(this, 'scopes', scopesMember)
    Object.defineProperty(this, handedOut, { value: new HandedOut(caller) })
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

function handOut(principal: Principal): Principal {
  return Object.freeze({ ...principal, scopes: fixedSet(principal.scopes) })
}
