import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import fc from 'fast-check'
import { TokenMemory } from '../../src/token-client/token-memory.ts'
import type { StandaloneTokenClient, TokenResult } from '../../src/token-client.ts'
import { json, text } from '../jwt/misbehaving-issuer.ts'
import type { FormRequest } from '../support/form-request.ts'
import { refusal, success, type TokenEndpoint, tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientOf, jwt, movableClocks, outcomeOf } from './asking.ts'

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const orders = { accessToken: 'opaque-token-of-alice', audience: 'https://orders.example' }

let server: TokenEndpoint
before(async () => {
  server = await tokenEndpoint()
})
after(() => server[Symbol.asyncDispose]())
beforeEach(() => {
  server.answer(undefined)
  server.asked.length = 0
})

describe('X-01 what is remembered is for the same request alone', () => {
  /** Texts that would be the same if they were joined carelessly. */
  const word = fc
    .array(fc.constantFrom('a', 'b', '|', ':', '&', '=', ',', '"', '\\', '%', '%7C', '\u0000', ']', 'é', 'a b'), {
      minLength: 1,
      maxLength: 3,
    })
    .map((parts) => parts.join(''))
  const hint = fc.option(word, { nil: undefined })
  type Call = (tokens: StandaloneTokenClient) => Promise<TokenResult>
  const connection = fc.record({ connection: word, accessToken: word, loginHint: hint }).map(
    ({ loginHint, ...rest }): Call =>
      (tokens) =>
        tokens.getAccessTokenForConnection({ ...rest, ...(loginHint !== undefined && { loginHint }) }),
  )
  const onBehalf = fc.record({ accessToken: word, audience: word, scope: hint }).map(
    ({ scope, ...rest }): Call =>
      (tokens) =>
        tokens.getTokenOnBehalfOf({ ...rest, ...(scope !== undefined && { scope }) }),
  )
  const profile = fc
    .record({
      subjectToken: word,
      audience: word,
      own: fc.array(word, { maxLength: 2 }),
      more: fc.array(word, { maxLength: 2 }),
    })
    .map(
      (request): Call =>
        (tokens) =>
          tokens.getTokenByExchangeProfile({ ...request, subjectTokenType: accessTokenType }),
    )
  /** Of all that was sent: what a request that is not the same cannot have. */
  const tokenFor = ({ form }: FormRequest): string => hash('sha256', JSON.stringify(form), 'hex')

  it('in whatever words it is asked', async () => {
    server.answer((asked) => json(success({ access_token: tokenFor(asked) })))
    const calls = fc.array(fc.oneof(connection, onBehalf, profile), { minLength: 2, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(calls, async (some) => {
        const [remembering, plain] = [clientOf(server), clientOf(server, { cache: false })]
        const tokensOf = async (tokens: StandaloneTokenClient) =>
          (await Promise.all(some.map((call) => call(tokens)))).map(({ accessToken }) => accessToken)
        const wanted = []
        for (const call of some) wanted.push((await call(plain)).accessToken)
        assert.deepEqual(await tokensOf(remembering), wanted)
        assert.deepEqual(await tokensOf(remembering), wanted)
      }),
      { numRuns: 25 },
    )
  })

  const joints = [',own,', '&own=', '|own|', ':own:', '=own=', 'own', '","own","', '"],["own","', '\u0000own\u0000']
  for (const joint of joints) {
    it(`two values are not one that holds ${JSON.stringify(joint)}`, async () => {
      const tokens = clientOf(server)
      const subject = { subjectToken: 'a', subjectTokenType: accessTokenType }
      await tokens.getTokenByExchangeProfile({ ...subject, own: ['a', 'b'] })
      await tokens.getTokenByExchangeProfile({ ...subject, own: `a${joint}b` })
      assert.equal(server.asked.length, 2)
    })
  }

  it('each part of it counts', async () => {
    const tokens = clientOf(server)
    const calls: readonly Call[] = [
      (client) => client.getAccessTokenForConnection(calendar),
      (client) => client.getAccessTokenForConnection({ ...calendar, connection: 'github' }),
      (client) => client.getAccessTokenForConnection({ ...calendar, accessToken: 'of-bob' }),
      (client) => client.getAccessTokenForConnection({ ...calendar, loginHint: '1' }),
      (client) => client.getAccessTokenForConnection({ ...calendar, loginHint: '2' }),
      (client) => client.getTokenOnBehalfOf(orders),
      (client) => client.getTokenOnBehalfOf({ ...orders, audience: 'https://stock.example' }),
      (client) => client.getTokenOnBehalfOf({ ...orders, scope: 'a' }),
      (client) => client.getTokenOnBehalfOf({ ...orders, scope: 'a b' }),
    ]
    const first = await Promise.all(calls.map((call) => call(tokens)))
    assert.equal(new Set(first.map(({ accessToken }) => accessToken)).size, calls.length)
    assert.deepEqual(await Promise.all(calls.map((call) => call(tokens))), first)
    assert.equal(server.asked.length, calls.length)
  })

  it('a token on behalf of comes without the ID and refresh tokens that a profile of the same words was given', async () => {
    server.answer(() => json(success({ id_token: 'an.id.token', refresh_token: 'refresh' })))
    const tokens = clientOf(server)
    const { accessToken: subjectToken, audience } = orders
    const types = { subjectTokenType: accessTokenType, requestedTokenType: accessTokenType }
    const byProfile = await tokens.getTokenByExchangeProfile({ subjectToken, audience, ...types })
    assert.equal(byProfile.refreshToken, 'refresh')
    const onBehalf = await tokens.getTokenOnBehalfOf(orders)
    assert.deepEqual(Object.keys(onBehalf), ['accessToken', 'expiresAt', 'scope', 'tokenType'])
    assert.equal((await tokens.getTokenByExchangeProfile({ subjectToken, audience, ...types })).idToken, 'an.id.token')
  })
})

describe('how long it is remembered', () => {
  /** The answer, and the seconds that the exchanged token lives; then the seconds until it is asked again: how many requests. */
  const rows: readonly (readonly [string, Record<string, unknown>, number | undefined, number, number])[] = [
    ['X-07 until a minute before it ends', { expires_in: 3600 }, 86_400, 3538, 1],
    ['X-07 not in its last minute', { expires_in: 3600 }, 86_400, 3541, 2],
    ['X-07 not at all where a minute is all it has', { expires_in: 60 }, 86_400, 0, 2],
    ['X-07 not at all where it is over', { expires_in: 0 }, 86_400, 0, 2],
    ['some minutes where its end is not said', { expires_in: undefined }, 86_400, 238, 1],
    ['and no more', { expires_in: undefined }, 86_400, 241, 2],
    ['X-15 until a minute before the exchanged token ends', {}, 1000, 938, 1],
    ['X-15 not in its last minute', {}, 1000, 941, 2],
    ['X-15 some minutes where nobody says when it ends', {}, undefined, 238, 1],
    ['X-15 and no more', {}, undefined, 241, 2],
  ]
  for (const [name, answer, exp, waits, asked] of rows) {
    it(name, async (t) => {
      const wait = movableClocks(t)
      const now = Math.ceil(Date.now() / 1000)
      server.answer(() => json(success(answer)))
      const tokens = clientOf(server)
      const request = { ...calendar, accessToken: exp === undefined ? 'opaque' : jwt({ exp: now + exp }) }
      await tokens.getAccessTokenForConnection(request)
      wait(waits)
      await tokens.getAccessTokenForConnection(request)
      assert.equal(server.asked.length, asked)
    })
  }

  it('X-15 and the session that is over is refused, whatever is remembered', async (t) => {
    const wait = movableClocks(t)
    const tokens = clientOf(server)
    const request = { ...calendar, accessToken: jwt({ exp: Date.now() / 1000 + 200 }) }
    await tokens.getAccessTokenForConnection(request)
    wait(201)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(request)), 'subject.refused')
  })

  it('F-19 no longer where the wall clock is set back', async (t) => {
    const real = performance.now.bind(performance)
    const tokens = clientOf(server)
    await tokens.getAccessTokenForConnection(calendar)
    t.mock.method(Date, 'now', () => 1_000_000)
    t.mock.method(performance, 'now', () => real() + 299_000)
    await tokens.getAccessTokenForConnection(calendar)
    assert.equal(server.asked.length, 2)
  })
})

describe('what is not remembered', () => {
  it('a failure of any kind', async () => {
    const failures = [refusal('invalid_grant'), refusal('access_denied', 403), text('<html>', 'text/html')]
    const tokens = clientOf(server)
    for (const how of failures) {
      server.answer(() => how)
      assert.notEqual(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
    }
    server.answer(undefined)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
    assert.equal(server.asked.length, failures.length + 1)
  })

  it('anything, where the cache is off', async () => {
    const tokens = clientOf(server, { cache: false })
    await tokens.getAccessTokenForConnection(calendar)
    await tokens.getAccessTokenForConnection(calendar)
    assert.equal(server.asked.length, 2)
  })

  it('more tokens than it may be: who came least recently leaves', async () => {
    const tokens = clientOf(server, { cache: { entries: 2 } })
    const ask = (accessToken: string) => tokens.getAccessTokenForConnection({ ...calendar, accessToken })
    for (const user of ['a', 'b', 'a', 'c', 'a']) await ask(user)
    assert.equal(server.asked.length, 3)
    await ask('b')
    assert.equal(server.asked.length, 4)
  })

  it('more bytes than it may be', () => {
    const memory = new TokenMemory(5_000)
    const now = Date.now() / 1000
    const accessToken = 'x'.repeat(1024 * 1024)
    for (let user = 0; user < 30; user++) {
      const result = { accessToken, expiresAt: now + 3600, tokenType: 'Bearer' }
      memory.add(`${user}`, { result, goodUntil: now + 3600 }, undefined, now)
    }
    const held = Array.from({ length: 30 }, (_, user) => memory.fresh(`${user}`)).filter((one) => one !== undefined)
    assert.ok(held.length >= 15 && held.length <= 20, `${held.length}`)
  })
})

describe('a new token, because the provider refused the one that was', () => {
  it('takes its place', async () => {
    const tokens = clientOf(server)
    const first = await tokens.getAccessTokenForConnection(calendar)
    const second = await tokens.getAccessTokenForConnection({ ...calendar, refresh: true })
    assert.notEqual(second.accessToken, first.accessToken)
    assert.equal(await tokens.getAccessTokenForConnection({ ...calendar, refresh: false }), second)
    assert.equal(server.asked.length, 2)
  })

  it('leaves nothing of the old one, even where it is too short to be remembered itself', async () => {
    const tokens = clientOf(server)
    const first = await tokens.getAccessTokenForConnection(calendar)
    server.answer(() => json(success({ access_token: 'short', expires_in: 30 })))
    await tokens.getAccessTokenForConnection({ ...calendar, refresh: true })
    const third = await tokens.getAccessTokenForConnection(calendar)
    assert.notEqual(third.accessToken, first.accessToken)
  })
})
