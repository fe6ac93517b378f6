import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { describe, it } from 'node:test'
import { hang, json, status, text } from '../jwt/misbehaving-issuer.ts'
import { fieldOf } from '../support/form-request.ts'
import { refusal, success, type TokenEndpoint, tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientOf, failureOf, jwt, movableClocks, outcomeOf } from './asking.ts'

const of = (accessToken: string) => ({ ...calendar, accessToken })
const users = (count: number) => Array.from({ length: count }, (_, user) => of(`user-${user}`))

describe('one deadline is over all that belongs to a call', () => {
  it('the metadata', async () => {
    await using server = await tokenEndpoint()
    server.answerMetadata(hang)
    const before = performance.now()
    const call = clientOf(server, { timeoutMs: 150 }).getAccessTokenForConnection(calendar)
    assert.equal(await outcomeOf(call), 'upstream.timeout')
    assert.ok(performance.now() - before < 2000)
    assert.equal(server.asked.length, 0)
  })

  it('the answer', async () => {
    await using server = await tokenEndpoint()
    server.answer(() => hang)
    const call = clientOf(server, { timeoutMs: 150 }).getAccessTokenForConnection(calendar)
    assert.equal(await outcomeOf(call), 'upstream.timeout')
  })

  it('the function for the private key', async () => {
    await using server = await tokenEndpoint()
    const tokens = clientOf(server, { privateKey: () => new Promise(() => {}), timeoutMs: 150, concurrency: 1 })
    for (const user of users(2)) {
      assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(user)), 'upstream.timeout')
    }
    assert.equal(server.asked.length, 0)
  })

  it('the waiting for a turn, and who gave up is not sent later', async () => {
    await using server = await tokenEndpoint()
    server.answer(() => hang)
    const tokens = clientOf(server, { timeoutMs: 150, concurrency: 1 })
    const outcomes = await Promise.all(users(5).map((user) => outcomeOf(tokens.getAccessTokenForConnection(user))))
    assert.deepEqual(outcomes, Array(5).fill('upstream.timeout'))
    assert.ok(server.asked.length <= 2, `${server.asked.length}`)
  })

  it('the waiting that the server wants, which is not begun where it is longer', async () => {
    await using server = await tokenEndpoint()
    server.answer(() => status(429, { 'retry-after': '1' }))
    const tokens = clientOf(server, { timeoutMs: 1000 })
    const failure = await failureOf(tokens.getAccessTokenForConnection(calendar))
    assert.equal(failure.code, 'upstream.rate_limited', 'it is known at once that the time is not enough')
  })
})

describe('where the metadata cannot be had', () => {
  const rows: readonly (readonly [string, RequestListener, string, RegExp])[] = [
    ['there is none', status(404), 'upstream.malformed', /metadata of http\S+ cannot be had \(status\)\. Is/],
    ['it fails', status(500), 'upstream.unavailable', /metadata of http\S+ cannot be had/],
    ['it is no JSON', text('<html>', 'text/html'), 'upstream.malformed', /names no token endpoint/],
    [
      "it is another issuer's",
      json({ issuer: 'https://evil.example/' }),
      'upstream.malformed',
      /that of another issuer\. Is http\S+ the right issuer/,
    ],
  ]
  for (const [name, how, code, says] of rows) {
    it(`because ${name}, the server is not asked`, async () => {
      await using server = await tokenEndpoint()
      server.answerMetadata(how)
      const failure = await failureOf(clientOf(server).getAccessTokenForConnection(calendar))
      assert.equal(failure.code, code)
      assert.match(failure.message, says)
      assert.equal(server.asked.length, 0)
    })
  }

  it('many calls ask for it once a second', async () => {
    await using server = await tokenEndpoint()
    server.answerMetadata(status(500))
    const tokens = clientOf(server)
    for (const user of users(30)) await outcomeOf(tokens.getAccessTokenForConnection(user))
    assert.equal(server.metadataAsked(), 1)
  })
})

describe('F-37 a server that is down', () => {
  const failTimes = async (server: TokenEndpoint, tokens: ReturnType<typeof clientOf>, times: number) => {
    for (const user of users(times)) {
      assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(user)), 'upstream.unavailable')
    }
    const asked = server.asked.length
    server.asked.length = 0
    return asked
  }

  it('is left alone after some failures, and tried by one call for all', async (t) => {
    const wait = movableClocks(t)
    await using server = await tokenEndpoint()
    server.answer(() => status(500))
    const tokens = clientOf(server)
    assert.equal(await failTimes(server, tokens, 5), 5)
    const failure = await failureOf(tokens.getAccessTokenForConnection(calendar))
    assert.deepEqual([failure.code, failure.retryAfter], ['upstream.unavailable', 1])
    assert.equal(server.asked.length, 0)
    wait(1.1)
    const all = (count: number) =>
      Promise.all(users(count).map((one) => outcomeOf(tokens.getAccessTokenForConnection(one))))
    assert.deepEqual(new Set(await all(10)), new Set(['upstream.unavailable']))
    assert.equal(server.asked.length, 1)
    wait(1.1)
    await all(10)
    assert.equal(server.asked.length, 1, 'each failure makes the rest longer')
    wait(1)
    server.answer(undefined)
    const tried = await all(10)
    assert.equal(tried.filter((outcome) => outcome === 'ok').length, 1)
    assert.equal(server.asked.length, 2)
    assert.deepEqual(new Set(await all(10)), new Set(['ok']))
  })

  it('rests as long where all that were under way fail at once', async (t) => {
    const wait = movableClocks(t)
    await using server = await tokenEndpoint()
    server.answer(() => status(500))
    const tokens = clientOf(server)
    await Promise.all(users(20).map((user) => outcomeOf(tokens.getAccessTokenForConnection(user))))
    server.answer(undefined)
    wait(1.1)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
  })

  it('is tried every half a minute at least', async (t) => {
    const wait = movableClocks(t)
    await using server = await tokenEndpoint()
    server.answer(() => status(500))
    const tokens = clientOf(server)
    await failTimes(server, tokens, 5)
    for (let tries = 1; tries <= 12; tries++) {
      wait(31)
      await outcomeOf(tokens.getAccessTokenForConnection(calendar))
      assert.equal(server.asked.length, tries)
    }
  })

  it('is left alone for the connection that fails: another has another provider behind it', async () => {
    await using server = await tokenEndpoint()
    const tokens = clientOf(server)
    server.answer((asked) => (fieldOf(asked, 'connection') === 'github' ? status(504) : json(success())))
    for (const user of users(6)) await outcomeOf(tokens.getAccessTokenForConnection({ ...user, connection: 'github' }))
    assert.equal(server.asked.length, 5)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
  })

  it('is not one that we ask more than it may be asked at once', async () => {
    await using server = await tokenEndpoint()
    const tokens = clientOf(server, { timeoutMs: 600, concurrency: 1 })
    server.answer(() => (request, response) => void setTimeout(() => json(success())(request, response), 100))
    const outcomes = await Promise.all(users(20).map((user) => outcomeOf(tokens.getAccessTokenForConnection(user))))
    assert.ok(outcomes.includes('ok') && outcomes.includes('upstream.timeout'))
    assert.ok(!outcomes.includes('upstream.unavailable'))
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
  })

  it('is not one that refuses, as often as it may', async () => {
    await using server = await tokenEndpoint()
    server.answer(() => refusal('invalid_grant'))
    const tokens = clientOf(server)
    for (const user of users(20)) await outcomeOf(tokens.getAccessTokenForConnection(user))
    assert.equal(server.asked.length, 20)
  })
})

describe('F-36 a token that ends in a minute, and a server that cannot be asked for the next', () => {
  const outages: readonly (readonly [string, RequestListener])[] = [
    ['fails', status(500)],
    ['says nothing', hang],
    ['wants to be left alone', status(429, { 'retry-after': '30' })],
  ]
  for (const [name, how] of outages) {
    it(`it is given out while the server ${name}, and not when it is over`, async (t) => {
      const wait = movableClocks(t)
      await using server = await tokenEndpoint()
      const tokens = clientOf(server, { timeoutMs: how === hang ? 400 : 10_000 })
      const request = of(jwt({ exp: Date.now() / 1000 + 86_400 }))
      const first = await tokens.getAccessTokenForConnection(request)
      server.answer(() => how)
      wait(3545)
      assert.equal(await tokens.getAccessTokenForConnection(request), first)
      assert.equal(server.asked.length, 2, 'it was tried')
      assert.equal(await tokens.getAccessTokenForConnection(request), first)
      assert.notEqual(await outcomeOf(tokens.getAccessTokenForConnection({ ...request, refresh: true })), 'ok')
      wait(56)
      assert.notEqual(await outcomeOf(tokens.getAccessTokenForConnection(request)), 'ok')
    })
  }

  it('it is given out while nobody takes the connection', async (t) => {
    const wait = movableClocks(t)
    await using server = await tokenEndpoint()
    const tokens = clientOf(server)
    const request = of(jwt({ exp: Date.now() / 1000 + 86_400 }))
    const first = await tokens.getAccessTokenForConnection(request)
    await server.stop()
    wait(3545)
    assert.equal(await tokens.getAccessTokenForConnection(request), first)
  })

  it('it is not given out where the server says that the account is not linked any more', async (t) => {
    const wait = movableClocks(t)
    await using server = await tokenEndpoint()
    const tokens = clientOf(server)
    const request = of(jwt({ exp: Date.now() / 1000 + 86_400 }))
    await tokens.getAccessTokenForConnection(request)
    server.answer(() => refusal('invalid_grant'))
    wait(3545)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(request)), 'connection.reconnect')
  })

  it("nor another user's, in the same outage", async (t) => {
    const wait = movableClocks(t)
    await using server = await tokenEndpoint()
    server.answer((asked) => json(success({ access_token: `of-${fieldOf(asked, 'subject_token')}`, expires_in: 200 })))
    const tokens = clientOf(server)
    await tokens.getAccessTokenForConnection(of('alice'))
    server.answer(() => status(500))
    wait(150)
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(of('bob'))), 'upstream.unavailable')
    assert.equal((await tokens.getAccessTokenForConnection(of('alice'))).accessToken, 'of-alice')
  })
})
