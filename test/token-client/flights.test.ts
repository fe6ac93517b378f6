import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener, ServerResponse } from 'node:http'
import { after, before, beforeEach, describe, it } from 'node:test'
import { json } from '../jwt/misbehaving-issuer.ts'
import { fieldOf } from '../support/form-request.ts'
import { refusal, success, type TokenEndpoint, tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientOf, outcomeOf, until } from './asking.ts'

const users = (count: number) =>
  Array.from({ length: count }, (_, user) => ({ ...calendar, accessToken: `user-${user}` }))

describe('many who ask at once', () => {
  let server: TokenEndpoint
  before(async () => {
    server = await tokenEndpoint()
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => {
    server.answer(undefined)
    server.asked.length = 0
  })

  /** Answers nothing until it is told to: then each as `how` says, the last that came first. */
  const held = (): ((how?: RequestListener) => void) => {
    const waiting: (() => void)[] = []
    let how: RequestListener | undefined
    server.answer((asked) => (request, response) => {
      const token = `of-${fieldOf(asked, 'subject_token')}`
      waiting.push(() => (how ?? json(success({ access_token: token })))(request, response))
    })
    return (told) => {
      how = told
      for (const answer of waiting.reverse()) answer()
      server.answer(undefined)
    }
  }
  const arrived = async (count: number) => {
    await until(() => server.asked.length >= count)
  }

  it('for one user are one request', async () => {
    const tokens = clientOf(server)
    const results = await Promise.all(Array.from({ length: 200 }, () => tokens.getAccessTokenForConnection(calendar)))
    assert.equal(server.asked.length, 1)
    assert.equal(new Set(results).size, 1)
  })

  it('for one user on behalf of are one request', async () => {
    const tokens = clientOf(server)
    const request = { accessToken: 'user', audience: 'https://orders.example' }
    await Promise.all(Array.from({ length: 50 }, () => tokens.getTokenOnBehalfOf(request)))
    assert.equal(server.asked.length, 1)
  })

  it('by a profile of a type of its own are a request each, since its token may be good for one', async () => {
    const tokens = clientOf(server)
    const request = { subjectToken: 'once', subjectTokenType: 'urn:shop:one-time' }
    const results = await Promise.all([1, 2, 3].map(() => tokens.getTokenByExchangeProfile(request)))
    assert.equal(server.asked.length, 3)
    assert.equal(new Set(results.map(({ accessToken }) => accessToken)).size, 3)
  })

  it('for 200 users are 200 requests, and no more of them open than may be', async () => {
    await using other = await tokenEndpoint()
    other.answer((asked) => (request, response) => {
      setTimeout(() => json(success({ access_token: fieldOf(asked, 'subject_token') }))(request, response), 5)
    })
    const tokens = clientOf(other, { concurrency: 7 })
    const results = await Promise.all(users(200).map((request) => tokens.getAccessTokenForConnection(request)))
    assert.deepEqual(
      results.map(({ accessToken }) => accessToken),
      users(200).map(({ accessToken }) => accessToken),
    )
    assert.equal(other.asked.length, 200)
    assert.equal(other.mostAtOnce(), 7)
  })

  it('X-02 are given what was issued for themselves, in whatever order it comes', async () => {
    const release = held()
    const tokens = clientOf(server)
    const calls = users(15).map((request) => tokens.getAccessTokenForConnection(request))
    await arrived(15)
    release()
    const results = await Promise.all(calls)
    assert.deepEqual(
      results.map(({ accessToken }) => accessToken),
      users(15).map(({ accessToken }) => `of-${accessToken}`),
    )
  })

  it('fail together, and the next asks again', async () => {
    const release = held()
    const tokens = clientOf(server)
    const calls = Array.from({ length: 10 }, () => outcomeOf(tokens.getAccessTokenForConnection(calendar)))
    await arrived(1)
    release(refusal('invalid_grant'))
    assert.deepEqual(new Set(await Promise.all(calls)), new Set(['connection.reconnect']))
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'ok')
    assert.equal(server.asked.length, 2)
  })

  it('a thousand wait, and who comes then is told that it is busy', async () => {
    const release = held()
    const tokens = clientOf(server, { concurrency: 1 })
    const calls = users(1001).map((request) => outcomeOf(tokens.getAccessTokenForConnection(request)))
    await arrived(1)
    const late = tokens.getAccessTokenForConnection({ ...calendar, accessToken: 'one more' })
    await assert.rejects(late, { code: 'client.busy', retryAfter: 1 })
    tokens.close()
    assert.deepEqual(new Set(await Promise.all(calls)), new Set(['client.closed']))
    assert.equal(server.asked.length, 1)
    release()
  })

  describe('X-16 and one of them leaves', () => {
    it('with the reason of its signal, and the others get what they wait for', async () => {
      const release = held()
      const tokens = clientOf(server)
      const leaving = new AbortController()
      const left = tokens.getAccessTokenForConnection({ ...calendar, signal: leaving.signal })
      const stays = tokens.getAccessTokenForConnection(calendar)
      const signal = new AbortController().signal
      const staysToo = tokens.getAccessTokenForConnection({ ...calendar, signal })
      await arrived(1)
      leaving.abort(new Error('the client has gone'))
      await assert.rejects(left, /the client has gone/)
      release()
      assert.equal(await stays, await staysToo)
      assert.equal(server.asked.length, 1)
    })

    it('as do all: what comes is remembered, and nothing is unhandled', async () => {
      const release = held()
      const tokens = clientOf(server)
      const leaving = new AbortController()
      const calls = [1, 2].map(() => tokens.getAccessTokenForConnection({ ...calendar, signal: leaving.signal }))
      await arrived(1)
      leaving.abort()
      for (const call of calls) await assert.rejects(call, { name: 'AbortError' })
      release()
      const { accessToken } = await tokens.getAccessTokenForConnection(calendar)
      assert.equal(accessToken, `of-${calendar.accessToken}`)
      assert.equal(server.asked.length, 1)
    })

    it('as do all, and it fails', async () => {
      const release = held()
      const tokens = clientOf(server)
      const leaving = new AbortController()
      const call = tokens.getAccessTokenForConnection({ ...calendar, signal: leaving.signal })
      await arrived(1)
      leaving.abort()
      await assert.rejects(call, { name: 'AbortError' })
      release(refusal('invalid_grant'))
      assert.equal(await outcomeOf(tokens.getAccessTokenForConnection({ ...calendar, accessToken: 'other' })), 'ok')
    })

    it('while it waits for its turn', async () => {
      const release = held()
      const tokens = clientOf(server, { concurrency: 1 })
      const first = tokens.getAccessTokenForConnection(calendar)
      await arrived(1)
      const leaving = new AbortController()
      const waits = { ...calendar, accessToken: 'waits', signal: leaving.signal }
      const call = tokens.getAccessTokenForConnection(waits)
      leaving.abort(new Error('gone'))
      await assert.rejects(call, /gone/)
      release()
      await first
      await arrived(2)
    })
  })

  describe('for a new token', () => {
    it('are one request, apart from those who take what there is', async () => {
      const release = held()
      const tokens = clientOf(server)
      const takes = tokens.getAccessTokenForConnection(calendar)
      const anew = [1, 2].map(() => tokens.getAccessTokenForConnection({ ...calendar, refresh: true }))
      await arrived(2)
      release()
      await Promise.all([takes, ...anew])
      assert.equal(server.asked.length, 2)
    })
  })

  it('and a new token is not replaced by an older one that comes later', async () => {
    const tokens = clientOf(server)
    const answer = held()
    const older = tokens.getAccessTokenForConnection(calendar)
    await arrived(1)
    server.answer(() => json(success({ access_token: 'new' })))
    assert.equal((await tokens.getAccessTokenForConnection({ ...calendar, refresh: true })).accessToken, 'new')
    answer(json(success({ access_token: 'old' })))
    assert.equal((await older).accessToken, 'old')
    assert.equal((await tokens.getAccessTokenForConnection(calendar)).accessToken, 'new')
  })

  it('whose requests the server drops half way are told, each of its own', async () => {
    const open: ServerResponse[] = []
    server.answer(() => (_, response) => void open.push(response.writeHead(200).on('close', () => {})))
    const tokens = clientOf(server)
    const calls = users(3).map((request) => outcomeOf(tokens.getAccessTokenForConnection(request)))
    await arrived(3)
    for (const response of open) {
      const closed = once(response, 'close')
      response.destroy()
      await closed
    }
    assert.deepEqual(await Promise.all(calls), Array(3).fill('upstream.unavailable'))
  })
})
