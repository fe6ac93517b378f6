import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StandaloneTokenClient } from '../../src/token-client.ts'
import { type TokenEndpoint, tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientOf, failureOf, jwt, outcomeOf } from './asking.ts'

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const refreshTokenType = 'urn:ietf:params:oauth:token-type:refresh_token'
const idTokenType = 'urn:ietf:params:oauth:token-type:id_token'

const orders = { accessToken: 'opaque-token-of-alice', audience: 'https://orders.example' }
const profile = { subjectToken: 'legacy', subjectTokenType: 'urn:shop:legacy-session' }
const methods = {
  getAccessTokenForConnection: calendar,
  getTokenOnBehalfOf: orders,
  getTokenByExchangeProfile: profile,
} as const
type Method = keyof typeof methods

describe('what cannot be asked is refused, and nobody is asked', () => {
  let server: TokenEndpoint
  let tokens: StandaloneTokenClient
  before(async () => {
    server = await tokenEndpoint()
    tokens = clientOf(server, { connections: ['google-oauth2', 'github'] })
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    assert.deepEqual([server.asked.length, server.metadataAsked()], [0, 0])
  })

  /** As callers without types may call it. */
  const call = (method: Method, request: unknown): Promise<unknown> => Reflect.apply(tokens[method], tokens, [request])
  const changed = (method: Method, changes: object) => call(method, { ...methods[method], ...changes })

  for (const method of Object.keys(methods) as Method[]) {
    for (const [name, request] of [
      ['nothing', undefined],
      ['null', null],
      ['a text', 'google-oauth2'],
    ] as const) {
      it(`${method} of ${name}`, async () => {
        const failure = await failureOf(call(method, request))
        assert.equal(failure.code, 'request.invalid')
        assert.match(failure.message, new RegExp(`${method} takes an object`))
      })
    }

    const subject = method === 'getTokenByExchangeProfile' ? 'subjectToken' : 'accessToken'
    for (const [name, value] of [
      ['missing', undefined],
      ['empty', ''],
    ] as const) {
      it(`${method} where ${subject} is ${name}`, async () => {
        const failure = await failureOf(changed(method, { [subject]: value }))
        assert.equal(failure.code, 'subject.missing')
        assert.match(failure.message, /is not there/)
      })
    }
    const tokensThatAreNone: readonly (readonly [string, unknown, RegExp])[] = [
      ['null', null, /has to be a text/],
      ['a number', 1, /has to be a text/],
      ['blank', ' \t', /is blank/],
      ['a token with a blank in front', ' token', /blanks around/],
      ['a token with a line break behind', 'token\n', /blanks around/],
      ['a whole header', 'Bearer token', /without the word Bearer/],
      ['a whole header in other letters', 'bEARER\ttoken', /without the word Bearer/],
      ['endless', 'x'.repeat(100_001), /longer than/],
    ]
    for (const [name, value, says] of tokensThatAreNone) {
      it(`${method} where ${subject} is ${name}`, async () => {
        const failure = await failureOf(changed(method, { [subject]: value }))
        assert.equal(failure.code, 'subject.malformed')
        assert.match(failure.message, says)
      })
    }
  }

  const rows: readonly (readonly [string, Method, object, RegExp])[] = [
    ...texts('getAccessTokenForConnection', 'connection', true),
    ...texts('getAccessTokenForConnection', 'loginHint', false),
    ...texts('getTokenOnBehalfOf', 'audience', true),
    ...texts('getTokenOnBehalfOf', 'scope', false),
    ...texts('getTokenByExchangeProfile', 'subjectTokenType', true),
    ...['audience', 'scope', 'requestedTokenType', 'organization'].flatMap((name) =>
      texts('getTokenByExchangeProfile', name, false),
    ),
    ['a type that is no URI', 'getTokenByExchangeProfile', { subjectTokenType: 'access_token' }, /has to be a URI/],
    ['a type with blanks', 'getTokenByExchangeProfile', { subjectTokenType: 'urn:shop:a b' }, /has to be a URI/],
    ['a wanted type that is no URI', 'getTokenByExchangeProfile', { requestedTokenType: 'jwt' }, /has to be a URI/],
    ['an actor without a type', 'getTokenByExchangeProfile', { actorToken: 'a' }, /belong together/],
    ['the type of no actor', 'getTokenByExchangeProfile', { actorTokenType: 'urn:shop:a' }, /belong together/],
    ['21 values', 'getTokenByExchangeProfile', { list: Array(21).fill('a') }, /list has more than 20 values/],
    ['an object', 'getTokenByExchangeProfile', { extra: { a: 1 } }, /extra has to be a text/],
    ['null', 'getTokenByExchangeProfile', { extra: null }, /extra has to be a text/],
    ['a list in a list', 'getTokenByExchangeProfile', { extra: [['a']] }, /extra has to be a text/],
    ['a list with nothing in it', 'getTokenByExchangeProfile', { extra: [undefined] }, /extra has to be a text/],
    ['a function', 'getTokenByExchangeProfile', { extra: () => 'a' }, /extra has to be a text/],
    ['a signal that is none', 'getAccessTokenForConnection', { signal: {} }, /AbortSignal/],
    ['a signal that is none', 'getTokenByExchangeProfile', { signal: {} }, /AbortSignal/],
    ['refresh as a text', 'getTokenOnBehalfOf', { refresh: 'yes' }, /true or false/],
  ]
  for (const [name, method, changes, says] of rows) {
    it(`${method} with ${name}`, async () => {
      const failure = await failureOf(changed(method, changes))
      assert.equal(failure.code, 'request.invalid')
      assert.match(failure.message, says)
    })
  }

  const reserved = [
    ...['grant_type', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'subject_token'],
    ...['subject_token_type', 'subject_issuer', 'requested_token_type', 'actor_token', 'actor_token_type', 'aud'],
    ...['resource', 'resources', 'resource_indicator', 'connection', 'login_hint', 'assertion'],
    ...['Client_ID', 'GRANT_TYPE', 'Audience', 'SCOPE', 'Organization'],
  ]
  for (const name of reserved) {
    it(`the parameter ${name}, which says who asks for what`, async () => {
      const failure = await failureOf(changed('getTokenByExchangeProfile', { [name]: 'attacker' }))
      assert.equal(failure.code, 'request.invalid')
      assert.match(failure.message, new RegExp(`${name} is reserved`))
    })
  }

  it('a connection that is not listed, without saying its name again', async () => {
    const failure = await failureOf(changed('getAccessTokenForConnection', { connection: 'google-oauth' }))
    assert.equal(failure.code, 'connection.unknown')
    assert.match(failure.message, /did you mean "google-oauth2"\?/)
    const other = await failureOf(changed('getAccessTokenForConnection', { connection: 'evil' }))
    assert.match(other.message, /known are "google-oauth2", "github"/)
    assert.doesNotMatch(JSON.stringify(other), /evil/)
  })

  describe('X-14 a token that is plainly of another type than was said', () => {
    const idToken = jwt({ c_hash: 'h', nonce: 'n' })
    const plain: readonly (readonly [string, Method, object])[] = [
      ['an ID token with c_hash', 'getAccessTokenForConnection', { accessToken: idToken }],
      ['an ID token with at_hash', 'getTokenOnBehalfOf', { accessToken: jwt({ at_hash: 'h' }) }],
      ['a proof', 'getTokenOnBehalfOf', { accessToken: jwt({}, { typ: 'dpop+jwt' }) }],
      ['a logout token', 'getAccessTokenForConnection', { accessToken: jwt({}, { typ: 'logout+jwt' }) }],
      ['an ID token', 'getTokenByExchangeProfile', { subjectToken: idToken, subjectTokenType: accessTokenType }],
      ...[refreshTokenType, idTokenType].map(
        (subjectTokenType) =>
          [
            `an access token as ${subjectTokenType}`,
            'getTokenByExchangeProfile',
            { subjectToken: jwt({}, { typ: 'application/AT+JWT' }), subjectTokenType },
          ] as const,
      ),
    ]
    for (const [name, method, changes] of plain) {
      it(`${method}: ${name}`, async () => assert.equal(await outcomeOf(changed(method, changes)), 'subject.malformed'))
    }
  })

  describe('X-03 a token that says itself', () => {
    const past = Date.now() / 1000 - 1
    const rows: readonly (readonly [string, Record<string, unknown>, string])[] = [
      ['that it is of another issuer', { iss: 'https://partner.example/' }, 'subject.issuer'],
      ['that its issuer is no text', { iss: 1 }, 'subject.issuer'],
      ['that it is over', { exp: past }, 'subject.refused'],
    ]
    for (const [name, claims, code] of rows) {
      it(name, async () => {
        const accessToken = jwt(claims)
        assert.equal(await outcomeOf(tokens.getAccessTokenForConnection({ ...calendar, accessToken })), code)
        assert.equal(await outcomeOf(tokens.getTokenOnBehalfOf({ ...orders, accessToken })), code)
      })
    }
  })

  const unknown: readonly (readonly [string, () => Promise<unknown>, RegExp])[] = [
    [
      'login_hint',
      () => tokens.getAccessTokenForConnection({ ...calendar, login_hint: 'a' } as typeof calendar),
      /"login_hint"\. Did you mean "loginHint"\?/,
    ],
    [
      'access_token',
      () => tokens.getTokenOnBehalfOf({ ...orders, access_token: 'a' } as typeof orders),
      /Did you mean "accessToken"\?/,
    ],
    [
      'scope',
      () => tokens.getAccessTokenForConnection({ ...calendar, scope: 'a' } as typeof calendar),
      /takes no "scope"/,
    ],
  ]
  for (const [name, call, says] of unknown) {
    it(`a member that would be dropped: ${name}`, async () => {
      const failure = await failureOf(call())
      assert.equal(failure.code, 'request.invalid')
      assert.match(failure.message, says)
    })
  }

  it('a call whose signal is over already', async () => {
    const signal = AbortSignal.abort(new Error('gone'))
    await assert.rejects(tokens.getAccessTokenForConnection({ ...calendar, signal }), /gone/)
    await assert.rejects(tokens.getTokenByExchangeProfile({ ...profile, signal }), /gone/)
    // What was begun all the same would have arrived by now.
    await sleep(100)
    assert.equal(server.metadataAsked(), 0)
  })
})

/** What a text must not be. */
function texts(method: Method, name: string, needed: boolean): readonly (readonly [string, Method, object, RegExp])[] {
  const wrong = [
    ['empty', ''],
    ['blank', ' '],
    ['with blanks around', ' a'],
    ['a number', 1],
    ['a list', ['a']],
    ['null', null],
  ]
  return [
    ...(needed ? [[`no ${name}`, method, { [name]: undefined }, new RegExp(`${name} is missing`)] as const] : []),
    ...wrong.map(
      ([how, value]) => [`${name} ${how}`, method, { [name]: value }, new RegExp(`${name} has to be a text`)] as const,
    ),
  ]
}
