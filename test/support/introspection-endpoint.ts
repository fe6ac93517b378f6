import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { json } from '../jwt/misbehaving-issuer.ts'

/** One question, taken apart by hand, so that what was sent is judged and not what a library makes of it. */
export interface AskedQuestion {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly contentType: string | undefined
  readonly accept: string | undefined
  readonly authorization: string | undefined
  /** Names and values of the form, decoded, in their order. */
  readonly form: readonly (readonly [string, string])[]
}

/** An introspection endpoint on a loopback port, which says of each token what it was told to. */
export interface IntrospectionEndpoint extends AsyncDisposable {
  readonly issuer: string
  readonly endpoint: string
  readonly questions: AskedQuestion[]
  /** How often the metadata was asked for. */
  metadataAsked(): number
  /** What is said of a token; of any other, that it is not active. */
  know(token: string, answer: unknown): void
  /** How every question is answered from now on; undefined: well. */
  answer(how: RequestListener | undefined): void
}

export async function introspectionEndpoint(): Promise<IntrospectionEndpoint> {
  const questions: AskedQuestion[] = []
  const known = new Map<string, unknown>()
  let how: RequestListener | undefined
  let metadata = 0
  const server = createServer((request, response) => void handle(request, response))
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url?.startsWith('/.well-known/')) {
      metadata += 1
      return json({ issuer, introspection_endpoint: `${issuer}/introspect` })(request, response)
    }
    const question = toQuestion(request, await readText(request))
    questions.push(question)
    const token = question.form.find(([name]) => name === 'token')?.[1] ?? ''
    const tell = how ?? json(known.get(token) ?? { active: false })
    tell(request, response)
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    endpoint: `${issuer}/introspect`,
    questions,
    metadataAsked: () => metadata,
    know: (token, answer) => void known.set(token, answer),
    answer(told) {
      how = told
    },
    async [Symbol.asyncDispose]() {
      if (!server.listening) return
      const closed = new Promise((done) => server.close(done))
      server.closeAllConnections()
      await closed
    },
  }
}

function toQuestion({ method, url, headers }: IncomingMessage, body: string): AskedQuestion {
  return {
    method,
    url,
    contentType: headers['content-type'],
    accept: headers.accept,
    authorization: headers.authorization,
    form: body.split('&').map((pair) => {
      const [name = '', value = ''] = pair.split('=').map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
      return [name, value] as const
    }),
  }
}
