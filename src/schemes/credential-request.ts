import { originForm } from '../http/origin-form.ts'
import { type CredentialRequest, repeated } from './types.ts'

/** The part of a request that may hold credentials, as `DecisionRequest` has it. */
export interface RequestHead {
  readonly method: string
  /** The raw target as on the wire. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Node's flat list of names and values. Only counts repeats; ignored when it lacks the name. */
  readonly rawHeaders?: readonly string[] | undefined
  readonly origin?: string | undefined
  readonly remoteAddress?: string | undefined
  readonly peerCertificate?: CredentialRequest['peerCertificate']
  /** As the client sent it, where `target` is what has become of it. */
  readonly sentTarget?: string
  readonly message?: object
}

/**
 * A request, as schemes read it. Node keeps the first of two `Authorization` fields and joins two others (H-09, H-17); two
 * names of one object may differ in case alone. Each of these is a repeated field.
 * @param origins Under which clients reach the API; none: as the request says.
 */
export function credentialRequest(head: RequestHead, origins: readonly string[] = []): CredentialRequest {
  return new ReadRequest(head, origins)
}

/** Nothing is read before a scheme asks for it. */
class ReadRequest implements CredentialRequest {
  readonly #head: RequestHead
  readonly #origins: readonly string[]

  constructor(head: RequestHead, origins: readonly string[]) {
    this.#head = head
    this.#origins = origins
  }

  header(name: string): string | undefined | typeof repeated {
    const wanted = name.toLowerCase()
    const { headers, rawHeaders = [] } = this.#head
    const value = singleValue(headers, wanted)
    return typeof value === 'string' && countFields(rawHeaders, wanted) > 1 ? repeated : value
  }

  get method(): string {
    return this.#head.method
  }

  get path(): string {
    const [path] = originForm(this.#target).split('?', 1)
    return path || '/'
  }

  get query(): string {
    const start = this.#target.indexOf('?')
    return start === -1 ? '' : this.#target.slice(start + 1)
  }

  get origins(): readonly string[] {
    const { origin } = this.#head
    return this.#origins.length > 0 || origin === undefined ? this.#origins : [origin]
  }

  get remoteAddress(): string | undefined {
    return this.#head.remoteAddress
  }

  get message(): object | undefined {
    return this.#head.message
  }

  get #target(): string {
    return this.#head.sentTarget ?? this.#head.target
  }

  get peerCertificate(): CredentialRequest['peerCertificate'] {
    return this.#head.peerCertificate
  }
}

/** The one value of a field. What is neither text nor a list of one text was not made by HTTP: it counts as repeated. */
function singleValue(headers: RequestHead['headers'], wanted: string): string | undefined | typeof repeated {
  let found: string | undefined
  // No list of names is made: every header is looked up in each request.
  for (const name in headers) {
    if (!isName(name, wanted) || !Object.hasOwn(headers, name)) continue
    const value: unknown = headers[name]
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === undefined) continue
      if (typeof item !== 'string' || found !== undefined) return repeated
      found = item
    }
  }
  return found
}

function countFields(rawHeaders: readonly unknown[], wanted: string): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (isName(rawHeaders[index], wanted)) count += 1
  }
  return count
}

/** Field names are compared without case (RFC 9110 §5.1, H-26). */
function isName(name: unknown, wanted: string): boolean {
  return typeof name === 'string' && name.length === wanted.length && name.toLowerCase() === wanted
}
