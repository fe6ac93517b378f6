import { parseStrictJson } from '../../json/parse-strict-json.ts'
import { causeOf, codeOf } from '../thrown.ts'
import { freshForMs, retryAfterMs } from './answer-times.ts'
import { type Faulty, fail, type KeyFault, type Outcome } from './key-fault.ts'

/** A JSON value, and the milliseconds for which its server says that it is fresh. */
export interface Fetched {
  readonly ok: true
  readonly value: unknown
  readonly freshForMs: number | undefined
}

/** A fault, and the answer's status where that was the fault. */
export type FetchFault = Faulty & { readonly status?: number }

/** Levels of JSON in metadata and key sets; real ones have three. */
const deepestJson = 32

/**
 * GETs a JSON value from an address that may be asked. Never rejects. No redirect is followed (J-04), only 200 counts, the content is judged by reading
 * it and not by its type (J-06), and a body is given up as soon as it is longer than `maxBytes` decoded (J-13).
 */
export async function fetchJson(address: string, maxBytes: number, signal: AbortSignal): Promise<Fetched | FetchFault> {
  try {
    const response = await fetch(address, { redirect: 'manual', signal, headers: { accept: 'application/json' } })
    if (response.status !== 200) return await refuseStatus(response)
    const body = await readBody(response, maxBytes)
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

async function readBody({ body }: Response, maxBytes: number): Promise<Outcome<Buffer>> {
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

/** By the code of the cause: `fetch` itself says "fetch failed" to everything (L-16). */
function faultOf(error: unknown): KeyFault {
  const code = codeOf(causeOf(error))
  return typeof code === 'string' && tlsCode.test(code) ? 'tls' : 'network'
}
