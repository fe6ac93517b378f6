import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { describe, it } from 'node:test'
import { fetchWithToken } from '../../src/token-client.ts'
import { type Listening, listening } from '../support/listening.ts'

const token = { accessToken: 'token-of-the-provider', expiresAt: 0, tokenType: 'Bearer' }

/** A provider, and what reached it. */
async function provider(
  answer: (request: IncomingMessage) => Record<string, string> | undefined = () => undefined,
): Promise<{ readonly server: Listening; readonly seen: string[] }> {
  const seen: string[] = []
  const server = await listening((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    const headers = answer(request)
    response.writeHead(headers === undefined ? 200 : 307, headers).end()
  })
  return { server, seen }
}

describe('X-13 a fetch that is bound to one origin', () => {
  it('sends the token there', async () => {
    const { server, seen } = await provider()
    await using _ = server
    const calendar = fetchWithToken(token, server.url)
    await calendar('/events?max=1')
    await calendar(new URL('/events', server.url), { method: 'POST', body: '{}', headers: { accept: 'text/plain' } })
    await calendar('events', { headers: { Authorization: 'Bearer another' } })
    const authorization = 'Bearer token-of-the-provider'
    assert.deepEqual(seen, [
      `GET /events?max=1 ${authorization}`,
      `POST /events ${authorization}`,
      `GET /events ${authorization}`,
    ])
  })

  it('sends nothing anywhere else', async () => {
    const [mine, other] = [await provider(), await provider()]
    await using _ = mine.server
    await using __ = other.server
    const calendar = fetchWithToken(token, mine.server.url)
    const { host, port } = new URL(other.server.url)
    const addresses = [
      other.server.url,
      `//${host}/events`,
      `\\\\${host}\\events`,
      `/\\${host}/events`,
      `http://localhost:${port}/`,
      `http://127.0.0.1:${mine.server.port}@${host}/`,
      mine.server.url.replace('http:', 'https:'),
      mine.server.url.replace('127.0.0.1', 'localhost'),
      'https://evil.example/',
      'file:///etc/passwd',
      'data:text/plain,a',
      'http://',
    ]
    for (const address of addresses) await assert.rejects(calendar(address), TypeError, address)
    await assert.rejects(calendar(new URL(other.server.url)), /is for http:\/\/127\.0\.0\.1:\d+ alone/)
    assert.deepEqual([mine.seen, other.seen], [[], []])
  })

  it('follows no redirect, whatever it is told', async () => {
    const other = await provider()
    await using _ = other.server
    const mine = await provider(() => ({ location: other.server.url }))
    await using __ = mine.server
    const answer = await fetchWithToken(token, mine.server.url)('/', { redirect: 'follow' })
    assert.deepEqual([answer.status, answer.headers.get('location')], [307, other.server.url])
    assert.deepEqual(other.seen, [])
  })

  const wrong: readonly unknown[] = [
    ...['https://api.example/', 'https://api.example/v1', 'https://API.example', 'https://api.example:443'],
    ...['http://api.example', 'https://a:b@api.example', 'https://api.example?a', 'api.example', '', 'null', 'file://'],
    ...[undefined, null, 1, new URL('https://api.example')],
  ]
  for (const origin of wrong) {
    it(`is not made for ${origin}, which is no origin`, () => {
      assert.throws(() => Reflect.apply(fetchWithToken, undefined, [token, origin]), /the origin has to be one/)
    })
  }
})
