import type { IncomingMessage, RequestListener } from 'node:http'
import type { JSONWebKeySet } from 'jose'
import { accessTokenType, connectionGrant, connectionTokenType, exchangeGrant } from '../token-client/token-types.ts'
import { type FindAnswer, parseConnectionAnswers } from './connection-answers.ts'
import { invalid, readTokenRequest, type TokenRequest } from './read-token-request.ts'
import { type Refused, refuse, sendTokenAnswer, type TokenAnswer } from './token-answer.ts'
import type { TestExchange, TestToken } from './types.ts'
import { type Subject, verifySubject } from './verify-subject.ts'

/** What the token endpoint has of its issuer. */
export interface TokenEndpointParts {
  readonly issuer: string
  published(): JSONWebKeySet
  sign(token: TestToken): Promise<string>
}

/** The token endpoint of a test issuer: exchanges for connections, and on behalf of a caller. */
export interface TokenEndpoint {
  readonly listener: RequestListener
  /** Replaces the answers. @throws TypeError */
  connections(answers: unknown): void
  exchanges(): readonly TestExchange[]
}

/** An exchange that may be asked for, of a subject who is known. */
interface Asked extends TokenRequest {
  readonly accessToken: string
  readonly subject: Subject
}

/** Seconds that a token lives that was given on behalf of a caller. */
const lifetime = 3600

export function createTokenEndpoint({ issuer, published, sign }: TokenEndpointParts): TokenEndpoint {
  const exchanges: TestExchange[] = []
  let answers: ReadonlyMap<string, FindAnswer> = new Map()

  async function answer(request: IncomingMessage): Promise<TokenAnswer> {
    const asking = await readTokenRequest(request)
    if (asking.kind === 'refused') return asking
    const { parameters } = asking
    const wrong = judgeParameters(parameters)
    if (wrong !== undefined) return wrong
    const accessToken = parameters.get('subject_token') ?? ''
    const subject = await verifySubject(accessToken, issuer, published())
    if (subject === undefined) return refuse(401, 'invalid_request', 'subject_token is no valid token of this issuer.')
    const asked = { ...asking, accessToken, subject }
    exchanges.push(recordOf(asked))
    return parameters.get('grant_type') === connectionGrant
      ? answerConnection(asked, answers)
      : answerOnBehalf(asked, sign)
  }

  return {
    listener(request, response) {
      answer(request).then(
        (found) => sendTokenAnswer(response, found),
        (error: unknown) => {
          // An answer of the test's own went wrong: the application sees an outage, and whoever runs the test sees why.
          if (request.errored === null) process.emitWarning(error instanceof Error ? error : String(error))
          sendTokenAnswer(response, { kind: 'refused', status: 500 })
        },
      )
    },
    connections(given) {
      answers = parseConnectionAnswers(given)
    },
    exchanges: () => Object.freeze([...exchanges]),
  }
}

/** What each grant has to come with, beside the client. */
function judgeParameters(parameters: TokenRequest['parameters']): Refused | undefined {
  const grant = parameters.get('grant_type')
  const subjectType = parameters.get('subject_token_type')
  const requestedType = parameters.get('requested_token_type')
  if (grant === undefined) return invalid('grant_type is missing.')
  if (grant !== connectionGrant && grant !== exchangeGrant)
    return refuse(400, 'unsupported_grant_type', 'Only tokens are exchanged here.')
  if (!parameters.has('subject_token')) return invalid('subject_token is missing.')
  if (subjectType !== accessTokenType) return invalid(`subject_token_type has to be ${accessTokenType}.`)
  if (grant === connectionGrant) {
    if (requestedType !== connectionTokenType) return invalid(`requested_token_type has to be ${connectionTokenType}.`)
    return parameters.has('connection') ? undefined : invalid('connection is missing.')
  }
  if (requestedType !== undefined && requestedType !== accessTokenType)
    return invalid(`requested_token_type has to be ${accessTokenType}.`)
  return parameters.has('audience') ? undefined : invalid('audience is missing.')
}

function recordOf({ parameters, subject, clientId }: Asked): TestExchange {
  const [connection, audience, loginHint, scope] = ['connection', 'audience', 'login_hint', 'scope'].map((name) =>
    parameters.get(name),
  )
  return Object.freeze({
    ...(connection !== undefined && { connection }),
    ...(audience !== undefined && { audience }),
    sub: subject.sub,
    ...(loginHint !== undefined && { loginHint }),
    ...(scope !== undefined && { scope }),
    clientId,
  })
}

async function answerConnection(
  { parameters, subject, accessToken, clientId }: Asked,
  answers: ReadonlyMap<string, FindAnswer>,
): Promise<TokenAnswer> {
  const connection = parameters.get('connection') ?? ''
  const loginHint = parameters.get('login_hint')
  const find = answers.get(connection)
  if (find === undefined)
    return refuse(401, 'federated_connection_refresh_token_not_found', 'The user has no such account.')
  return find(Object.freeze({ connection, ...subject, accessToken, loginHint, clientId }))
}

/** RFC 8693 §4.1: who acts stands around whoever acted before. */
async function answerOnBehalf(
  { parameters, subject, clientId }: Asked,
  sign: TokenEndpointParts['sign'],
): Promise<TokenAnswer> {
  const { sub, claims } = subject
  const scope = parameters.get('scope')
  const act = { sub: clientId, ...(claims.act !== undefined && { act: claims.act }) }
  const named = { aud: parameters.get('audience'), client_id: clientId, act }
  const accessToken = await sign({ sub, scope, expiresIn: lifetime, claims: named })
  return { kind: 'issued', accessToken, expiresIn: lifetime, scope, tokenType: accessTokenType }
}
