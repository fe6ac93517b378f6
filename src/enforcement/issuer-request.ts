import type { IssuerRequest } from '../jwt/types.ts'
import type { Asked } from './asked.ts'

/** What `issuersFor` is told of a request. Its host is one that can be looked up, or none (J-28). */
export function issuerRequest(
  { request, headers }: Asked,
  params: IssuerRequest['params'],
): Omit<IssuerRequest, 'signal'> {
  const { method, origin } = request
  const single = (name: string): string | undefined => {
    const value = headers.header(name)
    return typeof value === 'string' ? value : undefined
  }
  const host = origin === undefined ? single('host') : origin.replace(/^[^:/]+:\/\//, '')
  return Object.freeze({ hostname: hostnameOf(host), method, params, header: single })
}

/** RFC 9110 §7.2: a name or an address, and perhaps a port. Anything else was not written by a client that means well. */
function hostnameOf(host: string | undefined): string | undefined {
  const [, name] = /^([a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[\da-f:.]+\])(?::\d{1,5})?$/i.exec(host ?? '') ?? []
  return name?.toLowerCase()
}
