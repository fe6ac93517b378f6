import type { IncomingMessage } from 'node:http'
import { Agent, request as sendRequest } from 'node:https'
import { Readable } from 'node:stream'
import { rootCertificates } from 'node:tls'
import type { ClientCertificate } from './settings.ts'

/** Statuses whose answers have no body (Fetch §2.2.3). */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/**
 * A `fetch` that shows a certificate (RFC 8705 §2). Node's own has no option for one, so this one goes by `node:https`. It
 * follows no redirect and takes what the rooms here send: a method, headers, a body of text or parameters, a signal.
 */
export function createCertificateFetch({ cert, key, passphrase, ca }: ClientCertificate): typeof fetch {
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] }
  const agent = new Agent({ cert, key, keepAlive: true, ...(passphrase !== undefined && { passphrase }), ...trusted })
  return (input, { method = 'GET', headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined || body === null ? undefined : String(body)
      const sent = sendRequest(
        String(input),
        { agent, method, headers: headersOf(headers, text), ...(signal && { signal }) },
        (answer) => {
          try {
            resolve(toResponse(answer))
          } catch (error) {
            // A status that no `Response` can have. Thrown here it would end the process.
            answer.destroy()
            reject(error)
          }
        },
      )
      sent.on('upgrade', (_answer, socket) => {
        socket.destroy()
        reject(new Error('the server wants to speak another protocol'))
      })
      // After the answer this says nothing.
      sent.on('close', () => reject(new Error('the connection ended without an answer')))
      sent.on('error', reject).end(text)
    })
}

function headersOf(headers: RequestInit['headers'], text: string | undefined): Record<string, string> {
  const length = text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }
  return { ...Object.fromEntries(new Headers(headers)), 'accept-encoding': 'identity', ...length }
}

function toResponse(answer: IncomingMessage): Response {
  const { statusCode = 502, headers } = answer
  const pairs = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const isBodiless = bodiless.has(statusCode)
  // What nobody reads would hold the connection.
  if (isBodiless) answer.resume()
  const body = isBodiless ? null : Readable.toWeb(answer)
  return new Response(body as ConstructorParameters<typeof Response>[0], { status: statusCode, headers: pairs })
}
