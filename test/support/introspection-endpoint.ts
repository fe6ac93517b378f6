import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from '../jwt/misbehaving-issuer.ts'
import { type FormRequest, fieldOf, readFormRequest } from './form-request.ts'

/** An introspection endpoint on a loopback port, which says of each token what it was told to. */
export interface IntrospectionEndpoint extends AsyncDisposable {
  readonly issuer: string
  readonly endpoint: string
  readonly questions: FormRequest[]
  /** How often the metadata was asked for. */
  metadataAsked(): number
  /** What is said of a token; of any other, that it is not active. */
  know(token: string, answer: unknown): void
  /** How every question is answered from now on; undefined: well. */
  answer(how: RequestListener | undefined): void
}

export async function introspectionEndpoint(): Promise<IntrospectionEndpoint> {
  const questions: FormRequest[] = []
  const known = new Map<string, unknown>()
  let how: RequestListener | undefined
  let metadata = 0
  const server = createServer((request, response) => void handle(request, response))
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url?.startsWith('/.well-known/')) {
      metadata += 1
      return json({ issuer, introspection_endpoint: `${issuer}/introspect` })(request, response)
    }
    const question = await readFormRequest(request)
    questions.push(question)
    const tell = how ?? json(known.get(fieldOf(question, 'token')) ?? { active: false })
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
