import { allowInsecureRequests, type ClientAuth, customFetch, genericTokenEndpointRequest } from 'oauth4webapi'
import { retryAfterMs } from '../issuer/answer-times.ts'
import { basicCredentials, SigningKeyError } from '../issuer/client-authentication.ts'
import type { ClientCredential } from '../issuer/client-credential.ts'
import type { KeyFault } from '../issuer/key-fault.ts'
import { faultOf, mediaTypeOf, readBody } from '../issuer/read-json.ts'
import { causeOf, codeOf } from '../issuer/thrown.ts'
import { isJsonObject, ownValue } from '../json/json-object.ts'
import { parseStrictJson } from '../json/parse-strict-json.ts'
import { withSignal } from '../waiting/with-signal.ts'
import { type Issued, readIssued } from './read-answer.ts'
import type { Exchange } from './types.ts'

/** One request: what is asked, of whom, and who asks. */
export interface TokenRequest {
  readonly exchange: Exchange
  readonly issuer: string
  /** An address that may be asked: https, or this machine. */
  readonly endpoint: string
  readonly clientId: string
  readonly credential: ClientCredential
  readonly authentication: ClientAuth
  readonly fetch: typeof fetch
}

/** What came of a request. No text of the answer's is in it but a plain `error` name. */
export type TokenAnswer =
  | { readonly kind: 'issued'; readonly issued: Issued }
  | {
      readonly kind: 'refused'
      readonly status: number
      readonly error: string | undefined
      readonly retryAfterMs: number | undefined
    }
  /** 200 with what may not be used, or a status that means nothing here. */
  | { readonly kind: 'malformed'; readonly status: number | undefined }
  /** No answer. `unsent`: nobody took the connection, so that nothing can have happened. */
  | { readonly kind: 'unanswered'; readonly fault: KeyFault; readonly unsent: boolean; readonly cause: Error }
  /** The owner's function for the private key gave none. */
  | { readonly kind: 'keyless'; readonly cause: unknown }

/** Decoded bytes of an answer. A token with hundreds of groups in it has some 20 KiB. */
const maxBytes = 256 * 1024

const deepestJson = 32

/** POSTs an exchange to the token endpoint (RFC 8693 §2.1). Never rejects. No redirect is followed. */
export async function askTokenEndpoint(request: TokenRequest, signal: AbortSignal): Promise<TokenAnswer> {
  try {
    // The owner's function for the key may be silent, and a body whose encoding is broken never ends.
    const response = await withSignal(send(request, signal), signal)
    if (response.status >= 300 && response.status < 400) return await letGo(response)
    const body = await withSignal(readJsonBody(response), signal)
    if (response.status !== 200) return refusalOf(response, body, request)
    const issued = readIssued(body, request.exchange, Date.now() / 1000)
    return issued === undefined ? { kind: 'malformed', status: 200 } : { kind: 'issued', issued }
  } catch (thrown) {
    if (thrown instanceof SigningKeyError) return { kind: 'keyless', cause: thrown.cause ?? thrown }
    return unanswered(thrown, signal)
  }
}

function send(request: TokenRequest, signal: AbortSignal): Promise<Response> {
  const { exchange, issuer, endpoint, clientId, credential, authentication } = request
  const parameters = exchange.parameters.map(([name, value]) => [name, value])
  return genericTokenEndpointRequest(
    { issuer, token_endpoint: endpoint },
    { client_id: clientId },
    authentication,
    exchange.grantType,
    // As auth0-api-python sends it; every other way of authentication puts it there itself.
    credential.kind === 'basic' && exchange.connection !== undefined
      ? [...parameters, ['client_id', clientId]]
      : parameters,
    // Which addresses may be asked was judged before, and more strictly.
    { signal, [customFetch]: request.fetch, [allowInsecureRequests]: true },
  )
}

async function letGo({ status, body }: Response): Promise<TokenAnswer> {
  await body?.cancel()
  return { kind: 'malformed', status }
}

/** undefined: no JSON, or more of it than a token has. */
async function readJsonBody(response: Response): Promise<unknown> {
  const body = await readBody(response, maxBytes)
  if (!body.ok || !isJsonType(mediaTypeOf(response))) return undefined
  const parsed = parseStrictJson(new TextDecoder().decode(body.value), { maxDepth: deepestJson })
  return parsed.ok ? parsed.value : undefined
}

function isJsonType(type: string | undefined): boolean {
  return type === 'application/json' || type === 'text/json' || type?.endsWith('+json') === true
}

function refusalOf({ status, headers }: Response, body: unknown, request: TokenRequest): TokenAnswer {
  if (status < 400) return { kind: 'malformed', status }
  return { kind: 'refused', status, error: readErrorName(body, request), retryAfterMs: retryAfterMs(headers) }
}

/** A name and nothing else; one that holds what was sent, or is part of it, is an echo. */
function readErrorName(body: unknown, { exchange, credential, clientId }: TokenRequest): string | undefined {
  const name = isJsonObject(body) ? ownValue(body, 'error') : undefined
  if (typeof name !== 'string' || !/^[a-z][\w.-]{0,63}$/i.test(name)) return undefined
  if (knownErrors.has(name)) return name
  const sent = exchange.parameters.map(([, value]) => value)
  const secrets = exchange.parameters.flatMap(([parameter, value]) => (secretParameters.has(parameter) ? [value] : []))
  if ('secret' in credential) secrets.push(credential.secret, basicCredentials(clientId, credential.secret))
  const isPart = [...sent, ...secrets].some((value) => value.includes(name))
  return isPart || secrets.some((secret) => name.includes(secret)) ? undefined : name
}

/** Names that mean something, whatever a secret may be (RFC 6749 §5.2, RFC 8693 §2.2.2, RFC 9449 §5, Auth0). */
const knownErrors: ReadonlySet<string> = new Set([
  ...['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type'],
  ...['invalid_scope', 'invalid_target', 'access_denied', 'server_error', 'temporarily_unavailable'],
  ...['use_dpop_nonce', 'invalid_dpop_proof', 'mfa_required', 'user_not_found', 'too_many_requests'],
  ...['federated_connection_refresh_token_not_found', 'federated_connection_refresh_token_flow_failed'],
])

const secretParameters: ReadonlySet<string> = new Set(['subject_token', 'actor_token'])

/** The error itself may hold what the server sent; its code is Node's or undici's. */
function unanswered(thrown: unknown, signal: AbortSignal): TokenAnswer {
  const cause = causeOf(thrown) ?? thrown
  const code = codeOf(cause)
  const name = typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : 'no code'
  const fault = signal.aborted ? 'timeout' : faultOf(thrown)
  const unsent = code === 'ECONNREFUSED'
  return { kind: 'unanswered', fault, unsent, cause: Object.assign(new Error(`${fault} (${name})`), { code: name }) }
}
