import { parseStrictJson } from '../json/parse-strict-json.ts'
import { withSignal } from '../waiting/with-signal.ts'
import { freshForMs, retryAfterMs } from './answer-times.ts'
import { type Faulty, fail, type KeyFault, type Outcome } from './key-fault.ts'
import { causeOf, codeOf } from './thrown.ts'

/** A JSON value, and the milliseconds for which its server says that it is fresh. */
export interface Fetched {
  readonly ok: true
  readonly value: unknown
  readonly freshForMs: number | undefined
}

/** A fault, and the answer's status where that was the fault. */
export type FetchFault = Faulty & { readonly status?: number }

/** Levels of JSON in metadata, key sets and what is known of a token; real ones have three. */
const deepestJson = 32

/**
 * Reads the JSON value that a request is answered with. `send` must follow no redirect (J-04, J-05). Never rejects. Only
 * 200 counts, and a body is given up as soon as it is longer than `maxBytes` decoded (J-13). Where no `mediaType` is
 * wanted, the content is judged by reading it and not by its type (J-06). The signal ends it whatever happens: a body whose
 * encoding is broken never comes to an end in Node's `fetch`, and is not ended by its own signal.
 */
export async function readJson(
  send: () => Promise<Response>,
  maxBytes: number,
  signal: AbortSignal,
  mediaType?: string,
): Promise<Fetched | FetchFault> {
  try {
    const response = await withSignal(send(), signal)
    if (response.status !== 200) return await refuseStatus(response)
    if (mediaType !== undefined && mediaTypeOf(response) !== mediaType) return await refuseType(response)
    const body = await withSignal(readBody(response, maxBytes), signal)
    return body.ok ? parseBody(body.value, response.headers) : body
  } catch (error) {
    return fail(signal.aborted ? 'timeout' : faultOf(error))
  }
}

/** Lets go of the connection: a body that nobody reads would hold it. */
async function refuseStatus({ status, body, headers }: Response): Promise<FetchFault> {
  await body?.cancel()
  const pause = retryAfterMs(headers)
  const fault = fail(status >= 300 && status < 400 ? 'redirect' : 'status')
  return { ...fault, status, ...(pause !== undefined && { retryAfterMs: pause }) }
}

export function mediaTypeOf({ headers }: Response): string | undefined {
  return headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
}

async function refuseType({ body }: Response): Promise<FetchFault> {
  await body?.cancel()
  return fail('content')
}

/** The decoded bytes of an answer, given up as soon as they are more than `maxBytes` (J-13). */
export async function readBody({ body }: Response, maxBytes: number): Promise<Outcome<Buffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) return fail('size')
    chunks.push(chunk)
  }
  return { ok: true, value: Buffer.concat(chunks) }
}

function parseBody(body: Buffer, headers: Headers): Fetched | FetchFault {
  const parsed = parseStrictJson(new TextDecoder().decode(body), { maxDepth: deepestJson })
  return parsed.ok ? { ok: true, value: parsed.value, freshForMs: freshForMs(headers) } : fail('content')
}

/** The names that OpenSSL and Node have for what is wrong with a certificate or a handshake. */
const tlsCode = /CERT|^ERR_(?:TLS|SSL)_|^INVALID_(?:CA|PURPOSE)$|^HOSTNAME_MISMATCH$|^EPROTO$/

/** What a request that threw failed at, by the code of the cause: `fetch` itself says "fetch failed" to everything (L-16). */
export function faultOf(error: unknown): KeyFault {
  const code = codeOf(causeOf(error))
  return typeof code === 'string' && tlsCode.test(code) ? 'tls' : 'network'
}
