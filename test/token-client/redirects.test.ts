import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { json, status } from '../jwt/misbehaving-issuer.ts'
import { tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientOf, failureOf } from './asking.ts'

describe('X-04 a redirect is not followed: neither token nor secret reach another place', () => {
  for (const code of [301, 302, 303, 307, 308]) {
    for (const clientAuthentication of ['post', 'basic'] as const) {
      it(`${code} from the token endpoint, with ${clientAuthentication}`, async () => {
        await using elsewhere = await tokenEndpoint()
        await using server = await tokenEndpoint()
        server.answer(() => status(code, { location: elsewhere.endpoint }))
        const tokens = clientOf(server, { clientAuthentication })
        const failure = await failureOf(tokens.getAccessTokenForConnection(calendar))
        assert.deepEqual([failure.code, failure.status], ['upstream.malformed', code])
        assert.deepEqual([server.asked.length, elsewhere.asked.length], [1, 0])
      })
    }

    it(`${code} to itself`, async () => {
      await using server = await tokenEndpoint()
      server.answer(() => status(code, { location: server.endpoint }))
      assert.equal((await failureOf(clientOf(server).getAccessTokenForConnection(calendar))).code, 'upstream.malformed')
      assert.equal(server.asked.length, 1)
    })

    it(`${code} from the metadata`, async () => {
      await using elsewhere = await tokenEndpoint()
      await using server = await tokenEndpoint()
      server.answerMetadata(status(code, { location: `${elsewhere.issuer}.well-known/openid-configuration` }))
      assert.equal((await failureOf(clientOf(server).getAccessTokenForConnection(calendar))).code, 'upstream.malformed')
      assert.deepEqual([elsewhere.metadataAsked(), elsewhere.asked.length], [0, 0])
    })
  }
})

describe('the token endpoint of the metadata is not asked', () => {
  it('where the metadata is of another issuer', async () => {
    await using elsewhere = await tokenEndpoint()
    await using server = await tokenEndpoint()
    server.answerMetadata(json({ issuer: elsewhere.issuer, token_endpoint: elsewhere.endpoint }))
    assert.equal((await failureOf(clientOf(server).getAccessTokenForConnection(calendar))).code, 'upstream.malformed')
    assert.equal(elsewhere.asked.length, 0)
  })

  for (const endpoint of [undefined, 1, 'http://issuer.example/token', 'file:///etc/passwd', '/oauth/token']) {
    it(`where it is ${endpoint}`, async () => {
      await using server = await tokenEndpoint()
      server.answerMetadata(json({ issuer: server.issuer, token_endpoint: endpoint }))
      const failure = await failureOf(clientOf(server).getAccessTokenForConnection(calendar))
      assert.equal(failure.code, 'upstream.malformed')
    })
  }
})
