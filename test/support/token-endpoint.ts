import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createMisbehavingIssuer, json, metadataPath } from '../jwt/misbehaving-issuer.ts'
import { type FormRequest, fieldOf, readFormRequest } from './form-request.ts'

/** How a request for a token is answered. */
export type Telling = (asked: FormRequest) => RequestListener

/** An authorisation server on a loopback port, which gives tokens as Auth0 does until it is told something else. */
export interface TokenEndpoint extends AsyncDisposable {
  readonly origin: string
  readonly issuer: string
  readonly endpoint: string
  /** The requests for tokens, in their order. */
  readonly asked: FormRequest[]
  /** How often the metadata was asked for. */
  metadataAsked(): number
  /** The most requests for tokens that were open at the same time. */
  mostAtOnce(): number
  /** How every request for a token is answered from now on; undefined: well. */
  answer(tell: Telling | undefined): void
  answerMetadata(how: RequestListener): void
  /** Refuses connections, and drops those there are. */
  stop(): Promise<void>
  /** Comes back at the same address. */
  start(): Promise<void>
}

export const tokenPath = '/oauth/token'

export async function tokenEndpoint(): Promise<TokenEndpoint> {
  const server = await createMisbehavingIssuer()
  const asked: FormRequest[] = []
  let told: Telling | undefined
  let [open, most] = [0, 0]
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    open += 1
    most = Math.max(most, open)
    response.on('close', () => {
      open -= 1
    })
    const form = await readFormRequest(request)
    asked.push(form)
    const how = told?.(form) ?? json(given(form, asked.length))
    how(request, response)
  }
  const endpoint = server.origin + tokenPath
  server.answer(metadataPath, json({ issuer: server.issuer, token_endpoint: endpoint }))
  server.answer(tokenPath, (request, response) => void handle(request, response))
  return {
    origin: server.origin,
    issuer: server.issuer,
    endpoint,
    asked,
    metadataAsked: () => server.countOf(metadataPath),
    mostAtOnce: () => most,
    answer(tell) {
      told = tell
    },
    answerMetadata: (how) => server.answer(metadataPath, how),
    stop: server.stop,
    start: server.start,
    [Symbol.asyncDispose]: server.close,
  }
}

/** What Auth0 answers. Each token is another. */
function given(asked: FormRequest, count: number): Record<string, unknown> {
  const requested = fieldOf(asked, 'requested_token_type')
  return success({ access_token: `given-${count}`, ...(requested !== '' && { issued_token_type: requested }) })
}

/** A good answer with changes; a member that is undefined is left out. */
export function success(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { access_token: 'given', scope: 'calendar.read', expires_in: 3600, token_type: 'Bearer', ...changes }
}

/** An error as RFC 6749 §5.2 has it. */
export function refusal(
  error: string,
  status = 400,
  headers: Readonly<Record<string, string>> = {},
  description = 'said upstream',
): RequestListener {
  return (request, response) => {
    response.statusCode = status
    json({ error, error_description: description }, headers)(request, response)
  }
}
