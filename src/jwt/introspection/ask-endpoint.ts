import { allowInsecureRequests, type ClientAuth, introspectionRequest } from 'oauth4webapi'
import { fail, type KeyFault } from '../../issuer/key-fault.ts'
import { readJson } from '../../issuer/read-json.ts'
import { isJsonObject, type JsonObject, ownValue } from '../../json/json-object.ts'

/** One question, and who asks it whom. */
export interface Question {
  readonly token: string
  readonly issuer: string
  /** An address that may be asked: https, or this machine. */
  readonly endpoint: string
  readonly clientId: string
  readonly authentication: ClientAuth
}

/** What came back: what is known of the token, or a fault with the status that it had. */
export type Asked =
  | { readonly ok: true; readonly active: true; readonly claims: JsonObject }
  | { readonly ok: true; readonly active: false }
  | { readonly ok: false; readonly fault: KeyFault; readonly status?: number; readonly retryAfterMs?: number }

/** Decoded bytes of an answer: what is known of a token has the size of a token. */
const maxBytes = 64 * 1024

/**
 * POSTs a token to the endpoint (RFC 7662 §2.1). Never rejects. No redirect is followed: it would carry the token and
 * the client's secret with it (J-05). An answer counts as JSON alone; a signed one (RFC 9701) is not asked for, and is
 * malformed (I-14).
 */
export async function askEndpoint(question: Question, signal: AbortSignal): Promise<Asked> {
  const { token, issuer, endpoint, clientId, authentication } = question
  const send = () =>
    introspectionRequest(
      { issuer, introspection_endpoint: endpoint },
      { client_id: clientId },
      authentication,
      token,
      // Which addresses may be asked was judged before, and more strictly.
      { signal, additionalParameters: { token_type_hint: 'access_token' }, [allowInsecureRequests]: true },
    )
  const answer = await readJson(send, maxBytes, signal, 'application/json')
  return answer.ok ? readActive(answer.value) : answer
}

/** `active` is true or false, and nothing that only looks like it (RFC 7662 §2.2, I-02). */
function readActive(value: unknown): Asked {
  if (!isJsonObject(value)) return fail('content')
  const active = ownValue(value, 'active')
  if (active === true) return { ok: true, active, claims: value }
  return active === false ? { ok: true, active } : fail('content')
}
