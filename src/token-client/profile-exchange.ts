import { quote } from '../diagnostics/words.ts'
import { type Arguments, argumentsOf, callOptions, invalid, optionalText, parameter } from './arguments.ts'
import { assertAccessToken, malformed, parseSubject } from './subject-token.ts'
import { accessTokenType, exchangeGrant, idTokenType, refreshTokenType } from './token-types.ts'
import type { CallOptions, Exchange, ExchangeProfileRequest, SubjectToken } from './types.ts'

/** Members of a request that are not sent under their own name. */
const named: ReadonlySet<string> = new Set([
  'subjectToken',
  'subjectTokenType',
  'audience',
  'scope',
  'requestedTokenType',
  'organization',
  'actorToken',
  'actorTokenType',
  'signal',
])

/** Parameters that say who asks for what. A profile's own can never stand in for one of them. */
const reserved: ReadonlySet<string> = new Set([
  ...['grant_type', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type'],
  ...['subject_token', 'subject_token_type', 'subject_issuer', 'requested_token_type', 'actor_token'],
  ...['actor_token_type', 'audience', 'aud', 'resource', 'resources', 'resource_indicator', 'scope', 'connection'],
  ...['login_hint', 'organization', 'assertion'],
])

/** Values of one parameter. */
const mostValues = 20

/**
 * A token for one of any kind, by a profile of the owner's own (Auth0 Custom Token Exchange, RFC 8693 §2.1).
 * @throws {TokenClientError} for what cannot be asked.
 */
export function profileExchange(request: ExchangeProfileRequest): Exchange {
  const given = argumentsOf(request, 'getTokenByExchangeProfile')
  const subject = parseSubject(given.subjectToken, 'subjectToken')
  const subjectType = readType(given, 'subjectTokenType')
  if (subjectType === undefined) throw invalid('subjectTokenType is missing.')
  assertDeclared(subject, subjectType)
  const requested = readType(given, 'requestedTokenType')
  const organization = optionalText(given, 'organization')
  const others = [
    ...parameter('audience', optionalText(given, 'audience')),
    ...parameter('scope', optionalText(given, 'scope')),
    ...parameter('requested_token_type', requested),
    ...parameter('organization', organization),
    ...actorOf(given),
    ...extrasOf(given),
  ]
  return Object.freeze({
    grantType: exchangeGrant,
    parameters: [['subject_token_type', subjectType], ['subject_token', subject.text], ...others],
    subject,
    issuedTypes: requested === undefined ? undefined : new Set([requested]),
    handsOutOthers: true,
    ...(organization !== undefined && { organization }),
    // A profile has to see each: its subject token may be good once, and what comes with it may be, too.
    cacheKey: undefined,
  } satisfies Exchange)
}

/** What else such a request has is a parameter of its own. */
export function profileOptions({ signal }: ExchangeProfileRequest): CallOptions {
  return callOptions({ signal })
}

/** RFC 8693 §3: a type is an absolute URI. */
function readType(given: Arguments, name: string): string | undefined {
  const type = optionalText(given, name)
  if (type === undefined || (/^[a-z][a-z0-9+.-]*:\S+$/i.test(type) && URL.canParse(type))) return type
  throw invalid(`${name} has to be a URI, as ${accessTokenType}.`)
}

/** A token that is plainly of another type than was said. */
function assertDeclared(subject: SubjectToken, type: string): void {
  if (type === accessTokenType) assertAccessToken(subject, 'subjectToken')
  const isOther = type === refreshTokenType || type === idTokenType
  if (isOther && subject.type === 'at+jwt')
    throw malformed('subjectToken is an access token, and not of subjectTokenType.')
}

function actorOf(given: Arguments): readonly (readonly [string, string])[] {
  const token = given.actorToken === undefined ? undefined : parseSubject(given.actorToken, 'actorToken').text
  const type = readType(given, 'actorTokenType')
  if ((token === undefined) !== (type === undefined)) throw invalid('actorToken and actorTokenType belong together.')
  return [...parameter('actor_token', token), ...parameter('actor_token_type', type)]
}

function extrasOf(given: Arguments): readonly (readonly [string, string])[] {
  return Object.entries(given)
    .filter(([name, value]) => !named.has(name) && value !== undefined)
    .flatMap(([name, value]) => valuesOf(name, value).map((text) => [name, text] as const))
}

/** RFC 6749 §A: what else a name may be nobody has to understand, and some read `client_id[]` as `client_id`. */
const parameterName = /^[\w.-]+$/

function valuesOf(name: string, value: unknown): readonly string[] {
  if (!parameterName.test(name)) throw invalid(`${quote(name)} cannot be a parameter.`)
  if (reserved.has(name.toLowerCase())) throw invalid(`the parameter ${name} is reserved and cannot be set.`)
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length > mostValues) throw invalid(`the parameter ${name} has more than ${mostValues} values.`)
  return values.map((one) => {
    if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') return String(one)
    throw invalid(`the parameter ${name} has to be a text, a number, a boolean, or a list of them.`)
  })
}
