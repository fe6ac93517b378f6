import { setDeadline } from '../waiting/deadline.ts'
import type { OpenCalls } from '../waiting/open-calls.ts'
import { type AddressName, discoverAddress } from './discover.ts'
import { fetchJson } from './fetch-json.ts'
import { isSecureAddress } from './is-secure-address.ts'
import { fail, type KeyFault, type Outcome } from './key-fault.ts'
import { isPrivateAddress } from './private-address.ts'

/** Milliseconds that an endpoint found by discovery is good for. */
const foundForMs = 10 * 60_000

/** Milliseconds for which an endpoint serves whose metadata cannot be had any more: as long as keys do. */
const staleForMs = 12 * 60 * 60_000

/** Faults that say nothing of the endpoint. */
const passing: ReadonlySet<KeyFault> = new Set(['network', 'timeout', 'tls', 'status', 'redirect'])

/** Milliseconds after a failed attempt before the next: a caller cannot make us ask the issuer at each request. */
const pauseMs = 1_000

/** Decoded bytes of metadata; the largest in the wild has some 10 KiB. */
const maxBytes = 512 * 1024

/** Where to look for an endpoint. */
export interface EndpointOrigin {
  /** How the issuer's metadata calls it. */
  readonly name: AddressName
  readonly issuer: string
  /** undefined: as the issuer's metadata says. */
  readonly endpoint: string | undefined
  readonly metadataUrl: string | undefined
  readonly privateAddresses: 'allow' | 'refuse'
  /** How requests are sent, where it is not in Node's own way. */
  readonly fetch?: typeof fetch
  /** What ends the search when its owner is closed (F-40). */
  readonly calls: Pick<OpenCalls, 'began'>
}

/** Finds one endpoint of an issuer, by one attempt at a time whoever asks. */
export class EndpointFinder {
  readonly #origin: EndpointOrigin
  readonly #timeoutMs: number
  #flight: Promise<Outcome<string>> | undefined
  /** The last that was found, and when. */
  #found: { readonly outcome: Outcome<string>; readonly atMs: number } | undefined
  #last: { readonly outcome: Outcome<string>; readonly untilMs: number } | undefined

  constructor(origin: EndpointOrigin, timeoutMs: number) {
    this.#origin = origin
    this.#timeoutMs = timeoutMs
  }

  /** Never rejects. What was found is an address that may be asked. */
  async find(): Promise<Outcome<string>> {
    const { endpoint } = this.#origin
    if (endpoint !== undefined) return this.#judge(endpoint, AbortSignal.timeout(this.#timeoutMs))
    if (this.#last !== undefined && performance.now() < this.#last.untilMs) return this.#last.outcome
    this.#flight ??= this.#discover().finally(() => {
      this.#flight = undefined
    })
    // Whoever knows an endpoint waits for no metadata: it is asked anew behind the answer.
    return this.#known() ?? this.#flight
  }

  /** What was found last, which goes on serving while the metadata cannot be had. */
  #known(): Outcome<string> | undefined {
    if (this.#found === undefined || performance.now() - this.#found.atMs > staleForMs) return undefined
    return this.#found.outcome
  }

  async #discover(): Promise<Outcome<string>> {
    const { name, issuer, metadataUrl, calls } = this.#origin
    const controller = new AbortController()
    const { signal } = controller
    const end = calls.began(controller)
    const takeBack = setDeadline(this.#timeoutMs, () => controller.abort())
    const get = async (address: string): ReturnType<typeof fetchJson> => {
      const judged = await this.#judge(address, signal)
      return judged.ok ? fetchJson(address, maxBytes, signal, this.#origin.fetch) : judged
    }
    const found = await discoverAddress(name, issuer, metadataUrl, get)
    const outcome = found.ok ? await this.#judge(found.value, signal) : found
    takeBack()
    end()
    if (outcome.ok) this.#found = { outcome, atMs: performance.now() }
    // What the issuer itself says now counts: an endpoint that it has taken back serves no more.
    else if (!passing.has(outcome.fault)) this.#found = undefined
    const known = this.#known() ?? outcome
    this.#last = { outcome: known, untilMs: performance.now() + (outcome.ok ? foundForMs : pauseMs) }
    return known
  }

  async #judge(address: string, signal: AbortSignal): Promise<Outcome<string>> {
    if (!isSecureAddress(address)) return fail('insecure')
    const refused = this.#origin.privateAddresses === 'refuse' && (await isPrivateAddress(address, signal))
    return refused ? fail('private-address') : { ok: true, value: address }
  }
}
