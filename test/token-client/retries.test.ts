import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { describe, it } from 'node:test'
import { hang, hangInBody, json, reset, status, text } from '../jwt/misbehaving-issuer.ts'
import { fieldOf } from '../support/form-request.ts'
import { refusal, success, type TokenEndpoint, tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientOf, failureOf, movableClocks, outcomeOf } from './asking.ts'

/** Answers so once, and then well. */
function once(server: TokenEndpoint, how: RequestListener): void {
  server.answer(() => {
    server.answer(undefined)
    return how
  })
}

describe('a request is sent again', () => {
  it('where nobody took the connection, after a moment', async () => {
    await using server = await tokenEndpoint()
    await server.stop()
    const tokens = clientOf(server, { tokenEndpoint: server.endpoint })
    setTimeout(() => void server.start(), 50)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
    assert.equal(server.asked.length, 1)
  })

  it('X-09 when the server wants it to be, where that leaves time', async () => {
    const sent = [429, 503].map(async (code) => {
      await using server = await tokenEndpoint()
      once(server, status(code, { 'retry-after': '1' }))
      const before = performance.now()
      assert.equal(await outcomeOf(clientOf(server).getAccessTokenForConnection(calendar)), 'ok')
      assert.ok(performance.now() - before > 900, 'and not sooner')
      return server.asked.length
    })
    assert.deepEqual(await Promise.all(sent), [2, 2])
  })

  it('X-09 but not for ever', async () => {
    await using server = await tokenEndpoint()
    server.answer(() => refusal('too_many_requests', 429, { 'retry-after': '0' }))
    const failure = await failureOf(clientOf(server).getAccessTokenForConnection(calendar))
    assert.deepEqual([failure.code, failure.status, failure.error], ['upstream.rate_limited', 429, 'too_many_requests'])
    assert.equal(server.asked.length, 3)
  })
})

describe('X-09 where the server wants a longer pause than there is time for', () => {
  for (const [code, outcome] of [
    [429, 'upstream.rate_limited'],
    [503, 'upstream.unavailable'],
  ] as const) {
    it(`${code} is told at once, with what the server said, and nobody asks until then`, async (t) => {
      const wait = movableClocks(t)
      await using server = await tokenEndpoint()
      once(server, refusal('slow_down', code, { 'retry-after': '30' }))
      const tokens = clientOf(server)
      const { status, error, retryAfter, connection, ...first } = await failureOf(
        tokens.getAccessTokenForConnection(calendar),
      )
      assert.equal(first.code, outcome)
      assert.deepEqual(
        { status, error, retryAfter, connection },
        { status: code, error: 'slow_down', retryAfter: 30, connection: 'google-oauth2' },
      )
      wait(10)
      const second = await failureOf(tokens.getAccessTokenForConnection({ ...calendar, accessToken: 'of-bob' }))
      assert.deepEqual([second.code, second.status, second.retryAfter], [outcome, code, 20])
      assert.equal(server.asked.length, 1)
      wait(20)
      assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
    })
  }

  it('a minute is the longest that it can ask for', async (t) => {
    const wait = movableClocks(t)
    await using server = await tokenEndpoint()
    once(server, status(429, { 'retry-after': '86400' }))
    const tokens = clientOf(server)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'upstream.rate_limited')
    wait(61)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
  })

  it('others wait out a short one, and are answered', async () => {
    await using server = await tokenEndpoint()
    once(server, status(429))
    const tokens = clientOf(server)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'upstream.rate_limited')
    assert.equal(server.asked.length, 1, 'who says not when is not asked again')
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
  })
})

describe('a request is not sent again', () => {
  const rows: readonly (readonly [string, RequestListener, string])[] = [
    ['it was refused', refusal('invalid_request'), 'exchange.refused'],
    [
      'X-08 the account is not linked',
      refusal('federated_connection_refresh_token_not_found', 401),
      'connection.reconnect',
    ],
    ['X-09 the server failed', status(500), 'upstream.unavailable'],
    ['X-09 a proxy has no server', status(502), 'upstream.unavailable'],
    ['X-09 it is unavailable, and says not for how long', status(503), 'upstream.unavailable'],
    ['X-09 a proxy gave up', status(504), 'upstream.unavailable'],
    ['the answer makes no sense', text('<html>', 'text/html'), 'upstream.malformed'],
    ['the connection broke', reset, 'upstream.unavailable'],
    ['nothing came', hang, 'upstream.timeout'],
    ['half of it came', hangInBody, 'upstream.timeout'],
    [
      'X-17 a nonce is wanted, again and again',
      refusal('use_dpop_nonce', 400, { 'dpop-nonce': 'another' }),
      'exchange.refused',
    ],
  ]
  for (const [name, how, code] of rows) {
    it(`where ${name}`, async () => {
      await using server = await tokenEndpoint()
      server.answer(() => how)
      const tokens = clientOf(server, { timeoutMs: code === 'upstream.timeout' ? 400 : 10_000 })
      assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), code)
      assert.equal(server.asked.length, 1)
    })
  }
})

describe('X-10 a server that does not know the client', () => {
  for (const error of ['invalid_client', 'unauthorized_client']) {
    it(`is asked every ten seconds at most (${error})`, async (t) => {
      const wait = movableClocks(t)
      await using server = await tokenEndpoint()
      server.answer(() => refusal(error, 401))
      const tokens = clientOf(server)
      const ask = (accessToken: string) => failureOf(tokens.getAccessTokenForConnection({ ...calendar, accessToken }))
      const first = await ask('of-alice')
      assert.deepEqual([first.code, first.status, first.error], ['client.refused', 401, error])
      assert.match(first.message, /see that/)
      const others = await Promise.all(Array.from({ length: 20 }, (_, user) => ask(`user-${user}`)))
      assert.deepEqual(new Set(others.map(({ code }) => code)), new Set(['client.refused']))
      wait(9)
      await ask('of-alice')
      assert.equal(server.asked.length, 1)
      wait(1.1)
      server.answer(undefined)
      assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
    })
  }

  it('does so for one kind of exchange where only that is not allowed, and the others go on', async () => {
    await using server = await tokenEndpoint()
    server.answer((asked) =>
      fieldOf(asked, 'connection') === '' ? json(success()) : refusal('unauthorized_client', 403),
    )
    const tokens = clientOf(server)
    for (let round = 0; round < 2; round++) {
      assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'client.refused')
      const orders = { accessToken: `of-${round}`, audience: 'https://orders.example' }
      assert.equal(await outcomeOf(tokens.getTokenOnBehalfOf(orders)), 'ok')
    }
    assert.equal(server.asked.length, 3)
  })
})
