import { quote } from '../diagnostics/words.ts'
import { isJsonObject } from '../json/json-object.ts'
import { connectionTokenType } from '../token-client/token-types.ts'
import { failureNames, isFailure } from './failures.ts'
import type { Refused, TokenAnswer } from './token-answer.ts'
import type { TestConnectionRequest } from './types.ts'

/** Finds the answer for one exchange. */
export type FindAnswer = (asked: TestConnectionRequest) => Promise<TokenAnswer>

/** Seconds that a token lives where the answer does not say. */
const defaultLifetime = 3600

const forms = [
  'a text without blanks (the access token)',
  '{ accessToken, expiresIn?, scope? }, or the same as { access_token, expires_in?, scope? }',
  '{ error, status?, retryAfter? } for a refusal',
  '{ status, retryAfter? } for an outage (400 to 599, and seconds)',
  `{ fail } with one of ${failureNames}`,
].join('; ')

/** Reads the answers by connection. @throws TypeError for what is none. */
export function parseConnectionAnswers(answers: unknown): ReadonlyMap<string, FindAnswer> {
  if (!isJsonObject(answers)) throw new TypeError('connections: it takes an object of answers by connection.')
  return new Map(Object.entries(answers).map(([connection, value]) => [connection, parseFindAnswer(connection, value)]))
}

function parseFindAnswer(connection: string, value: unknown): FindAnswer {
  if (isFunction(value)) return async (asked) => parseAnswer(connection, await value(asked))
  const answer = parseAnswer(connection, value)
  return async () => answer
}

function isFunction(value: unknown): value is (asked: TestConnectionRequest) => unknown {
  return typeof value === 'function'
}

function parseAnswer(connection: string, value: unknown): TokenAnswer {
  const answer = isJsonObject(value) ? parseMembers(value) : parseIssued(new Map([['accessToken', value]]))
  if (answer !== undefined) return answer
  throw new TypeError(
    `connections: what ${quote(connection)} has is no answer. It may be: ${forms}; or a function that returns one of these.`,
  )
}

type Members = ReadonlyMap<string, unknown>

const ourNames: ReadonlyMap<string, string> = new Map([
  ['access_token', 'accessToken'],
  ['expires_in', 'expiresIn'],
])

/** undefined: no answer. A member that means nothing is a mistake, as is one that is given under both its names. */
function parseMembers(value: object): TokenAnswer | undefined {
  const given = Object.entries(value).filter(([, member]) => member !== undefined)
  const members = new Map(given.map(([name, member]) => [ourNames.get(name) ?? name, member]))
  const hasOnly = (...known: string[]) =>
    members.size === given.length && [...members.keys()].every((name) => known.includes(name))
  if (hasOnly('accessToken', 'expiresIn', 'scope')) return parseIssued(members)
  if (hasOnly('error', 'status', 'retryAfter')) return parseRefused(members)
  const how = members.get('fail')
  return hasOnly('fail') && isFailure(how) ? { kind: 'failed', how } : undefined
}

function parseIssued(members: Members): TokenAnswer | undefined {
  const accessToken = members.get('accessToken')
  const expiresIn = members.get('expiresIn') ?? defaultLifetime
  const scope = members.get('scope')
  if (!isToken(accessToken) || !isSeconds(expiresIn)) return undefined
  if (scope !== undefined && typeof scope !== 'string') return undefined
  return { kind: 'issued', accessToken, expiresIn, scope, tokenType: connectionTokenType }
}

function parseRefused(members: Members): Refused | undefined {
  const error = members.get('error')
  const isName = typeof error === 'string' && error !== ''
  const status = members.get('status') ?? (isName ? statusOf(error) : undefined)
  const retryAfter = members.get('retryAfter')
  if (error !== undefined && !isName) return undefined
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 400 || status > 599) return undefined
  if (retryAfter !== undefined && !isSeconds(retryAfter)) return undefined
  return { kind: 'refused', status, error, retryAfter }
}

/** As Auth0 answers where an account or the user is not found. */
function statusOf(error: string): 400 | 401 {
  return error.startsWith('federated_connection_') || error === 'user_not_found' ? 401 : 400
}

/** No provider's token has a blank, and a gate would refuse it. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

function isSeconds(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0
}
