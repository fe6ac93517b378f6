import type { IncomingMessage } from 'node:http'
import { type Refused, refuse } from './token-answer.ts'

/** A request to the token endpoint, by a client that says who it is. */
export interface TokenRequest {
  readonly kind: 'asked'
  readonly clientId: string
  /** One that was sent empty was not sent (RFC 6749 §3.2). */
  readonly parameters: ReadonlyMap<string, string>
}

/** Bytes. An exchange holds a token or two. */
const mostBytes = 1024 * 1024

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Reads a request as RFC 6749 §3.2 and §2.3 have it. Any secret and any assertion will do: there is nobody to deceive. */
export async function readTokenRequest(request: IncomingMessage): Promise<TokenRequest | Refused> {
  if (request.method !== 'POST') return refuse(405, 'invalid_request', 'Tokens are asked for with POST.')
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return invalid('The body has to be a form.')
  const body = await readBody(request)
  if (body === undefined) return refuse(413, 'invalid_request', 'The body is too long.')
  const entries = [...new URLSearchParams(body)].filter(([, value]) => value !== '')
  const parameters = new Map(entries)
  if (parameters.size < entries.length) return invalid('A parameter is repeated.')
  const clientId = readClient(parameters, request.headers.authorization)
  return typeof clientId === 'string' ? { kind: 'asked', clientId, parameters } : clientId
}

export function invalid(says: string): Refused {
  return refuse(400, 'invalid_request', says)
}

/** undefined: too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    // The rest is read and let go, so that the client reads the answer.
    if (length <= mostBytes) chunks.push(chunk)
  }
  return length > mostBytes ? undefined : Buffer.concat(chunks).toString()
}

/** RFC 6749 §2.3: one way of saying who asks. The id may stand in the body beside Basic, if it is the same. */
function readClient(parameters: TokenRequest['parameters'], authorization: string | undefined): string | Refused {
  const id = parameters.get('client_id')
  const hasSecret = parameters.has('client_secret')
  const hasAssertion = parameters.has('client_assertion')
  const pair = readBasic(authorization)
  if ([hasSecret, hasAssertion, pair !== undefined].filter(Boolean).length > 1)
    return invalid('The client says in two ways who it is.')
  if (pair !== undefined) return id === undefined || id === pair.id ? pair.id : invalid('client_id is another one.')
  if (hasAssertion && parameters.get('client_assertion_type') !== assertionType)
    return invalid(`client_assertion_type has to be ${assertionType}.`)
  if (id !== undefined && (hasSecret || hasAssertion)) return id
  return refuse(401, 'invalid_client', 'The client has to say who it is, with a secret or an assertion.')
}

/** Both parts are form-encoded, where the client keeps to RFC 6749 §2.3.1; an id that needs it is rare. */
function readBasic(authorization = ''): { readonly id: string } | undefined {
  const encoded = /^basic +(\S+)$/i.exec(authorization)?.[1] ?? ''
  const [, id = ''] = /^([^:]+):./s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  return id === '' ? undefined : { id: new URLSearchParams(`id=${id}`).get('id') ?? id }
}
