import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { describe, it } from 'node:test'
import { portcullis } from '../../src/index.ts'
import { fetchJson } from '../../src/issuer/fetch-json.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { createMisbehavingIssuer, jwksPath } from '../jwt/misbehaving-issuer.ts'
import { bearer, documentOf } from '../support/guarded.ts'
import { introspectionEndpoint } from '../support/introspection-endpoint.ts'
import { tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientOf, outcomeOf } from '../token-client/asking.ts'

/** Calls itself gzip and is none: the body of such an answer never ends in Node's `fetch`. */
const broken: RequestListener = ({ socket }) => {
  socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\n\r\n{}')
}

/** Fails where it takes so long that nothing ended it. */
async function ends<Value>(pending: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not end')), 10_000)
  })
  return Promise.race([pending, late]).finally(() => clearTimeout(timer))
}

const document = documentOf({ '/a': { get: { security: [{ auth0: [] }] } } })

describe('an answer whose encoding is broken', () => {
  it('is a fault like any other', async () => {
    await using issuer = await createMisbehavingIssuer()
    issuer.answer('/x', broken)
    for (let count = 0; count < 10; count += 1) {
      const outcome = await ends(fetchJson(`${issuer.origin}/x`, 1024, AbortSignal.timeout(300)))
      assert.equal(outcome.ok, false)
    }
  })

  it('of the key set is over with the next one that is sound', async () => {
    const keys = await createTestIssuer()
    await using issuer = await createMisbehavingIssuer(...keys.jwks().keys)
    issuer.answer(jwksPath, broken)
    const schemes = { auth0: { issuer: issuer.issuer, audience: keys.audience } }
    const gate = await portcullis(document, { schemes, keys: { timeoutMs: 300 }, docs: false, log: false })
    const headers = bearer(await keys.token({ claims: { iss: issuer.issuer } }))
    const ask = () => ends(gate.decide({ method: 'GET', target: '/a', headers }))
    const first = await ask()
    assert.ok(!first.allowed && first.status === 503)
    issuer.answer(jwksPath, undefined)
    await ends(gate.ready())
    assert.equal((await ask()).allowed, true)
    await gate.close()
  })

  it('of the introspection endpoint, too', async () => {
    await using server = await introspectionEndpoint()
    const introspection = { clientId: 'api', clientSecret: 'secret', timeoutMs: 300, concurrency: 1 }
    const schemes = { auth0: { issuer: server.issuer, audience: 'https://api.example', introspection } }
    const gate = await portcullis(document, { schemes, docs: false, log: false })
    const ask = (token: string) => ends(gate.decide({ method: 'GET', target: '/a', headers: bearer(token) }))
    server.answer(broken)
    for (const token of ['one', 'two']) {
      const decision = await ask(token)
      assert.ok(!decision.allowed && decision.status === 503)
    }
    server.answer(undefined)
    server.know('three', { active: true, aud: 'https://api.example', exp: Date.now() / 1000 + 60 })
    assert.equal((await ask('three')).allowed, true)
    await gate.close()
  })

  it('of the token endpoint and of the metadata, too', async () => {
    await using server = await tokenEndpoint()
    const tokens = clientOf(server, { timeoutMs: 300, concurrency: 1 })
    server.answerMetadata(broken)
    assert.notEqual(await ends(outcomeOf(tokens.getAccessTokenForConnection(calendar))), 'ok')
    await using other = await tokenEndpoint()
    const others = clientOf(other, { timeoutMs: 300, concurrency: 1 })
    other.answer(() => broken)
    for (const connection of ['a', 'b', 'c']) {
      assert.notEqual(await ends(outcomeOf(others.getAccessTokenForConnection({ ...calendar, connection }))), 'ok')
    }
    other.answer(undefined)
    assert.equal(await ends(outcomeOf(others.getAccessTokenForConnection(calendar))), 'ok')
  })
})
