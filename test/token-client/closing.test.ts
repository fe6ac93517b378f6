import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { status } from '../jwt/misbehaving-issuer.ts'
import { tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientOf, outcomeOf, until } from './asking.ts'

describe('F-40 closing a token client', () => {
  it('ends what is under way and what waits for its turn, and lets go of the connections', {
    timeout: 10_000,
  }, async () => {
    await using server = await tokenEndpoint()
    const open: ServerResponse[] = []
    server.answer(() => (_, response) => void open.push(response))
    const tokens = clientOf(server, { concurrency: 2, timeoutMs: 60_000 })
    const calls = Array.from({ length: 5 }, (_, user) =>
      outcomeOf(tokens.getAccessTokenForConnection({ ...calendar, accessToken: `user-${user}` })),
    )
    await until(() => open.length === 2)
    const dropped = open.map((response) => once(response, 'close'))
    tokens.close()
    assert.deepEqual(await Promise.all(calls), Array(5).fill('client.closed'))
    await Promise.all(dropped)
    assert.equal(server.asked.length, 2)
  })

  it('ends the search for metadata, and lets go of its connection', { timeout: 10_000 }, async () => {
    await using server = await tokenEndpoint()
    let dropped: Promise<unknown> | undefined
    server.answerMetadata((_, response) => {
      dropped = once(response, 'close')
    })
    const tokens = clientOf(server, { timeoutMs: 60_000 })
    const call = outcomeOf(tokens.getAccessTokenForConnection(calendar))
    await until(() => dropped !== undefined)
    tokens.close()
    assert.equal(await call, 'client.closed')
    await dropped
  })

  it('ends the waiting that the server wanted', async () => {
    await using server = await tokenEndpoint()
    server.answer(() => status(429, { 'retry-after': '30' }))
    const tokens = clientOf(server, { timeoutMs: 60_000 })
    const call = outcomeOf(tokens.getAccessTokenForConnection(calendar))
    await until(() => server.asked.length > 0)
    tokens.close()
    assert.equal(await call, 'client.closed')
    assert.equal(server.asked.length, 1)
  })

  it('refuses what is asked for later, and may be done twice', async () => {
    await using server = await tokenEndpoint()
    const tokens = clientOf(server)
    tokens.close()
    tokens.close()
    assert.equal(await outcomeOf(tokens.getAccessTokenForConnection(calendar)), 'client.closed')
    assert.equal(server.asked.length, 0)
  })

  it('is nothing to other clients', async () => {
    await using server = await tokenEndpoint()
    const [one, other] = [clientOf(server), clientOf(server)]
    one.close()
    assert.equal(await outcomeOf(other.getAccessTokenForConnection(calendar)), 'ok')
  })
})

describe('a process that has a token client and nothing else', () => {
  /** What it prints until it ends by itself. */
  const run = async (issuer: string): Promise<string> => {
    const root = new URL('../../', import.meta.url)
    const script = `
      import { createTokenClient } from './src/token-client.ts'
      const options = { issuer: '${issuer}', tokenEndpoint: '${issuer}oauth/token', clientId: 'a', clientSecret: 'b' }
      const request = { connection: 'c', accessToken: 'd' }
      const call = createTokenClient(options, {}).getAccessTokenForConnection(request)
      call.then(({ accessToken }) => console.log(accessToken), ({ code }) => console.log(code))
    `
    const flags = ['--import', 'tsx', '--input-type=module', '--eval', script]
    const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: root, timeout: 30_000 })
    return stdout.trim()
  }

  it('F-40 ends when its call has: neither timer nor connection holds it', async () => {
    await using server = await tokenEndpoint()
    assert.equal(await run(server.issuer), 'given-1')
  })

  it('does not end while a call waits for its next attempt', async () => {
    await using server = await tokenEndpoint()
    await server.stop()
    assert.equal(await run(server.issuer), 'upstream.unavailable')
  })
})
