import type { DecisionRequest } from '../decision/types.ts'

/**
 * A request as somebody outside describes it: what the contract names, and nothing that only a server can know. Each
 * member is read when it is needed, where whatever goes wrong refuses.
 */
export class GivenRequest implements DecisionRequest {
  readonly #given: DecisionRequest

  constructor(given: DecisionRequest) {
    this.#given = given
  }

  get method(): string {
    return this.#given.method
  }

  get target(): string {
    return this.#given.target
  }

  get headers(): DecisionRequest['headers'] {
    return this.#given.headers
  }

  get rawHeaders(): DecisionRequest['rawHeaders'] {
    return this.#given.rawHeaders
  }

  get origin(): DecisionRequest['origin'] {
    return this.#given.origin
  }

  get remoteAddress(): DecisionRequest['remoteAddress'] {
    return this.#given.remoteAddress
  }

  get peerCertificate(): DecisionRequest['peerCertificate'] {
    return this.#given.peerCertificate
  }
}
