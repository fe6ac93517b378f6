import type { AddressName } from '../../../issuer/discover.ts'
import { EndpointFinder, type EndpointOrigin } from '../../../issuer/endpoint-finder.ts'
import type { Outcome } from '../../../issuer/key-fault.ts'
import { createLogin, type Login, type LoginScheme, type Logins } from './login.ts'

/** Milliseconds that a page waits for an issuer: it can be used without a login as well. */
const timeoutMs = 3_000

/** Finds where people log in, when a page is first wanted: no request to the API waits for it. */
export class LoginFinder {
  readonly #origin: Pick<EndpointOrigin, 'privateAddresses' | 'calls'>
  /** By everything that they depend on; a reading of the document seldom brings another issuer. */
  readonly #finders = new Map<string, EndpointFinder>()

  constructor(origin: Pick<EndpointOrigin, 'privateAddresses' | 'calls'>) {
    this.#origin = origin
  }

  /** Never rejects. While an issuer does not answer, its scheme is missing. */
  async find(schemes: readonly LoginScheme[]): Promise<Logins> {
    const found = await Promise.all(schemes.map(async (scheme) => [scheme.name, await this.#findOne(scheme)] as const))
    return new Map(found.filter((entry): entry is readonly [string, Login] => entry[1] !== undefined))
  }

  async #findOne(scheme: LoginScheme): Promise<Login | undefined> {
    const [authorizationUrl, tokenUrl] = await Promise.all([
      this.#ask('authorization_endpoint', scheme),
      this.#ask('token_endpoint', scheme),
    ])
    if (authorizationUrl.ok && tokenUrl.ok) {
      return createLogin(scheme, { authorizationUrl: authorizationUrl.value, tokenUrl: tokenUrl.value })
    }
    // An issuer that cannot be had now, or says what cannot be used, is no reason to send people elsewhere.
    return isWithoutMetadata(authorizationUrl) ? createLogin(scheme, scheme.documented) : undefined
  }

  async #ask(name: AddressName, { issuer, metadataUrl }: LoginScheme): Promise<Outcome<string>> {
    const key = JSON.stringify([name, issuer, metadataUrl])
    const origin = { name, issuer, metadataUrl, endpoint: undefined, ...this.#origin }
    const finder = this.#finders.get(key) ?? new EndpointFinder(origin, timeoutMs)
    this.#finders.set(key, finder)
    return finder.find()
  }
}

function isWithoutMetadata(asked: Outcome<string>): boolean {
  return !asked.ok && asked.status !== undefined && asked.status >= 400 && asked.status < 500
}
