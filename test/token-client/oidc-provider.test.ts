import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import express from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { getAuth, portcullis, type SchemeOptions } from '../../src/index.ts'
import { createTokenClient, type TokenClientError, type TokenClientOptions } from '../../src/token-client.ts'
import { sessionType } from '../support/exchange-grants.ts'
import { audience, type ExchangeServer, exchangeServer, otherAudience } from '../support/exchange-server.ts'
import { bearer, documentOf, type ExpressModule } from '../support/guarded.ts'
import { get, listening } from '../support/listening.ts'
import { versions } from '../support/versions.ts'

const connection = 'google-oauth2'
const clientSecret = 'a-long-secret'
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

describe('the three calls at oidc-provider', () => {
  let server: ExchangeServer
  before(async () => {
    server = await exchangeServer()
    await server.register({ client_id: 'api', client_secret: clientSecret })
    await server.register({ client_id: 'no-grants', client_secret: clientSecret, grant_types: [] })
    server.link('alice', connection, 'ya29.alice')
    server.link('alice', connection, 'ya29.alice-at-work', '1081')
  })
  after(() => server[Symbol.asyncDispose]())

  const client = (options: TokenClientOptions = {}) =>
    createTokenClient({ issuer: server.issuer, clientId: 'api', clientSecret, ...options }, {})

  for (const format of ['jwt', 'opaque'] as const) {
    it(`gives the upstream token of the user whose ${format} token it is, and asks once`, async () => {
      const tokens = client()
      const accessToken = await server.userToken('alice', format)
      const asked = server.asked.length
      const { expiresAt, ...result } = await tokens.getAccessTokenForConnection({ connection, accessToken })
      assert.deepEqual(result, {
        accessToken: 'ya29.alice',
        scope: 'calendar.readonly',
        tokenType: 'Bearer',
        issuedTokenType: 'http://auth0.com/oauth/token-type/federated-connection-access-token',
      })
      assert.ok(Math.abs(expiresAt - Date.now() / 1000 - 3600) < 60, String(expiresAt))
      assert.equal((await tokens.getAccessTokenForConnection({ connection, accessToken })).accessToken, 'ya29.alice')
      assert.equal(server.asked.length, asked + 1)
    })
  }

  it('gives the token of the account that the hint names', async () => {
    const accessToken = await server.userToken('alice')
    const tokens = client()
    const request = { connection, accessToken }
    assert.equal((await tokens.getAccessTokenForConnection(request)).accessToken, 'ya29.alice')
    const atWork = await tokens.getAccessTokenForConnection({ ...request, loginHint: '1081' })
    assert.equal(atWork.accessToken, 'ya29.alice-at-work')
  })

  it('X-08 says of a user without an account that it has to be linked', async () => {
    const accessToken = await server.userToken('bob')
    assert.deepEqual(await failure(client().getAccessTokenForConnection({ connection, accessToken })), {
      code: 'connection.reconnect',
      status: 401,
      error: 'federated_connection_refresh_token_not_found',
      reconnectRequired: true,
    })
  })

  it('gives a token for another API in the name of the user, which that API can verify', async () => {
    const accessToken = await server.userToken('alice')
    const request = { accessToken, audience: otherAudience, scope: 'read:stock' }
    const { accessToken: given, issuedTokenType, scope } = await client().getTokenOnBehalfOf(request)
    assert.deepEqual([issuedTokenType, scope], [accessTokenType, 'read:stock'])
    const keys = createRemoteJWKSet(new URL(`${server.issuer}/jwks`))
    const { payload } = await jwtVerify(given, keys, { issuer: server.issuer, audience: otherAudience })
    assert.deepEqual([payload.sub, payload.scope, payload.act], ['alice', 'read:stock', { sub: 'api' }])
  })

  it("exchanges a token of the owner's own type, with parameters of its own", async () => {
    const { accessToken } = await client().getTokenByExchangeProfile({
      subjectToken: 'session-1',
      subjectTokenType: sessionType,
      audience: otherAudience,
      reason: 'moved & merged: ä+%',
      basket: ['tea', 'coffee'],
    })
    const keys = createRemoteJWKSet(new URL(`${server.issuer}/jwks`))
    assert.equal((await jwtVerify(accessToken, keys, { audience: otherAudience })).payload.sub, 'alice')
    const { reason, basket } = server.asked.at(-1) ?? {}
    assert.deepEqual([reason, basket], ['moved & merged: ä+%', ['tea', 'coffee']])
  })

  it('says what the server refuses: subjects that it does not know, other audiences, clients without the grant', async () => {
    const accessToken = await server.userToken('alice')
    const tokens = client()
    const opaque = 'made-up'
    const refusal = { code: 'exchange.refused', status: 400, reconnectRequired: false }
    assert.deepEqual(await failure(tokens.getTokenOnBehalfOf({ accessToken: opaque, audience: otherAudience })), {
      ...refusal,
      error: 'invalid_grant',
    })
    assert.deepEqual(
      await failure(tokens.getTokenByExchangeProfile({ subjectToken: 'session-2', subjectTokenType: sessionType })),
      { ...refusal, error: 'invalid_grant' },
    )
    assert.deepEqual(await failure(tokens.getTokenOnBehalfOf({ accessToken, audience: 'https://nobody.example' })), {
      ...refusal,
      error: 'invalid_target',
    })
    const { code, error } = await failure(tokens.getAccessTokenForConnection({ connection, accessToken: opaque }))
    assert.deepEqual([code, error], ['connection.reconnect', 'invalid_grant'])
    const other = client({ clientId: 'no-grants' })
    assert.deepEqual(await failure(other.getAccessTokenForConnection({ connection, accessToken })), {
      ...refusal,
      error: 'invalid_request',
    })
  })

  for (const { name, express: version } of versions) {
    it(`a handler gets the upstream token of its caller, and of nobody else: ${name}`, async () => {
      await using api = await eventsApi(version, { issuer: server.issuer, audience })
      const asked = server.asked.length
      const alice = await server.userToken('alice')
      assert.equal(await api.ask(alice), '200 ya29.alice')
      assert.equal(await api.ask(alice), '200 ya29.alice')
      assert.equal(await api.ask(await server.userToken('bob')), '200 connection.reconnect')
      assert.equal(server.asked.length, asked + 2)
      // This gate cannot verify it, though the server would exchange it.
      assert.match(await api.ask(await server.userToken('alice', 'opaque')), /^401 /)
      assert.equal(server.asked.length, asked + 2)
    })
  }

  it('X-19 gives nothing for an opaque token that is revoked after the gate let it in, remembered or not', async () => {
    const introspection = { clientId: 'api', clientSecret, cacheSeconds: 0 }
    let revoking = false
    await using api = await eventsApi(express, { issuer: server.issuer, audience, introspection }, async (token) => {
      if (revoking) await server.revoke(token)
    })
    const remembered = await server.userToken('alice', 'opaque')
    assert.equal(await api.ask(remembered), '200 ya29.alice')
    const asked = server.asked.length
    revoking = true
    for (const token of [remembered, await server.userToken('alice', 'opaque')]) {
      assert.equal(await api.ask(token), '200 subject.refused')
      assert.match(await api.ask(token), /^401 /)
    }
    assert.equal(server.asked.length, asked)
  })
})

/** An API with one operation, whose handler answers with the upstream token of its caller, or why there is none. */
async function eventsApi(
  version: ExpressModule,
  login: SchemeOptions & { issuer: string },
  beforehand: (token: string) => Promise<void> = async () => {},
) {
  const operation = { security: [{ login: ['read:orders'] }], 'x-portcullis': { connection } }
  const securitySchemes = { login: { type: 'http', scheme: 'bearer' } }
  const gate = await portcullis(documentOf({ '/events': { get: operation } }, { components: { securitySchemes } }), {
    schemes: { login },
    tokens: { clientId: 'api', clientSecret },
    env: {},
    docs: false,
    log: false,
  })
  const app = version()
  gate.mount(app)
  app.get('/events', async (req, res) => {
    await beforehand(getAuth(req).token)
    const given = await getAuth(req)
      .connectionToken()
      .catch(({ code }: TokenClientError) => ({ accessToken: code }))
    res.send(given.accessToken)
  })
  const server = await listening(app)
  return {
    async ask(token: string) {
      const { status, text } = await get(`${server.url}/events`, { headers: bearer(token) })
      return `${status} ${text}`
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await gate.close()
    },
  }
}

/** What a failed call says, in so far as it says something. */
async function failure(call: Promise<unknown>) {
  const thrown = await call.then(
    () => assert.fail('it was given'),
    (error: TokenClientError) => error,
  )
  const { code, status, error, reconnectRequired } = thrown
  return { code, status, error, reconnectRequired }
}
