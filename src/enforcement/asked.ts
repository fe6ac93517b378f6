import { isCrossSite } from '../decision/cross-site.ts'
import type { Facts } from '../decision/judgement.ts'
import type { ServerRequest } from '../decision/types.ts'
import { credentialRequest } from '../schemes/credential-request.ts'
import type { CredentialRequest, HookFailure } from '../schemes/types.ts'

/** What is the same for every request. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** Under which clients reach the API; empty: as the request says. */
  readonly origins: readonly string[]
  /** Of other sites whose pages may use ambient credentials. */
  readonly allowedOrigins: ReadonlySet<string>
  /** Told of each function of the application that broke down. */
  readonly hookFailed: (failure: HookFailure) => void
}

/** A request, with what is worked out of it once for all rules. */
export class Asked {
  readonly request: ServerRequest
  readonly headers: CredentialRequest
  readonly #surroundings: Surroundings
  #facts: RequestFacts | undefined

  constructor(request: ServerRequest, surroundings: Surroundings) {
    this.request = request
    this.headers = credentialRequest(request, surroundings.origins)
    this.#surroundings = surroundings
  }

  /** Most rules ask for a credential and its scopes, and for nothing of the request beside them. */
  get facts(): RequestFacts {
    this.#facts ??= new RequestFacts(this.request, this.headers, this.#surroundings, [])
    return this.#facts
  }

  hookFailed(failure: HookFailure): void {
    this.#surroundings.hookFailed(failure)
  }
}

/** RFC 9110 §9.2.1. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/** Most operations take no ambient credential, and never ask whose page caused a request. */
class RequestFacts implements Facts {
  readonly now: number
  readonly bound: Facts['bound']
  readonly #request: ServerRequest
  readonly #headers: CredentialRequest
  readonly #surroundings: Surroundings

  constructor(request: ServerRequest, headers: CredentialRequest, surroundings: Surroundings, bound: Facts['bound']) {
    this.bound = bound
    this.now = Math.floor(surroundings.clock() / 1000)
    this.#request = request
    this.#headers = headers
    this.#surroundings = surroundings
  }

  /** The same request with the parameters that a rule binds to claims. */
  withBound(bound: Facts['bound']): RequestFacts {
    return new RequestFacts(this.#request, this.#headers, this.#surroundings, bound)
  }

  get safe(): boolean {
    return safeMethods.has(this.#request.method) && this.#headers.header('upgrade') === undefined
  }

  get crossSite(): boolean {
    return isCrossSite(this.#headers, this.#surroundings.allowedOrigins)
  }
}
