import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { jwtVerify } from 'jose'
import type { StandaloneTokenClient, TokenClientOptions } from '../../src/token-client.ts'
import { json } from '../jwt/misbehaving-issuer.ts'
import { type FormRequest, fieldOf } from '../support/form-request.ts'
import { success, type TokenEndpoint, tokenEndpoint } from '../support/token-endpoint.ts'
import { calendar, clientId, clientOf, clientSecret } from './asking.ts'

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const connectionType = 'http://auth0.com/oauth/token-type/federated-connection-access-token'
const connectionGrant = 'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token'
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'
const secret: readonly (readonly [string, string])[] = [
  ['client_id', clientId],
  ['client_secret', clientSecret],
]

const profile = { subjectToken: 'a legacy+session/=', subjectTokenType: 'urn:shop:legacy-session' }
const orders = { accessToken: 'opaque-token-of-alice', audience: 'https://orders.example' }

const ofConnection: readonly (readonly [string, string])[] = [
  ['connection', 'google-oauth2'],
  ['subject_token', 'opaque-token-of-alice'],
  ['subject_token_type', accessTokenType],
  ['requested_token_type', connectionType],
]
const ofProfile: readonly (readonly [string, string])[] = [
  ['subject_token_type', 'urn:shop:legacy-session'],
  ['subject_token', 'a legacy+session/='],
]
const ofOrders: readonly (readonly [string, string])[] = [
  ['subject_token_type', accessTokenType],
  ['subject_token', 'opaque-token-of-alice'],
  ['audience', 'https://orders.example'],
  ['requested_token_type', accessTokenType],
]

describe('what is sent to the token endpoint', () => {
  let server: TokenEndpoint
  before(async () => {
    server = await tokenEndpoint()
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => {
    server.answer(undefined)
    server.asked.length = 0
  })

  type Call = (tokens: StandaloneTokenClient) => Promise<unknown>
  const sent = async (call: Call, options: TokenClientOptions = {}): Promise<FormRequest> => {
    await call(clientOf(server, options))
    const [asked, ...others] = server.asked
    assert.deepEqual(others, [])
    return asked ?? assert.fail('nothing was asked')
  }
  const connection: Call = (tokens) => tokens.getAccessTokenForConnection(calendar)
  const byProfile: Call = (tokens) => tokens.getTokenByExchangeProfile(profile)
  const onBehalf: Call = (tokens) => tokens.getTokenOnBehalfOf(orders)
  const calls = [
    ['a connection', connection, ofConnection, connectionGrant],
    ['a profile', byProfile, ofProfile, exchangeGrant],
    ['on behalf of', onBehalf, ofOrders, exchangeGrant],
  ] as const

  for (const [name, call, fields, grant] of calls) {
    it(`${name} with a secret in the form, which is the default`, async () => {
      assert.deepEqual(await sent(call), {
        method: 'POST',
        url: '/oauth/token',
        contentType: 'application/x-www-form-urlencoded;charset=UTF-8',
        accept: 'application/json',
        authorization: undefined,
        form: [...fields, ['grant_type', grant], ...secret],
      })
      server.asked.length = 0
      assert.deepEqual((await sent(call, { clientAuthentication: 'post' })).form.slice(-2), secret)
    })

    it(`${name} with basic: no credential is in the form`, async () => {
      const { authorization, form } = await sent(call, { clientAuthentication: 'basic' })
      const id = grant === connectionGrant ? [['client_id', clientId]] : []
      assert.deepEqual(form, [...fields, ...id, ['grant_type', grant]])
      assert.equal(authorization, `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`)
    })
  }

  for (const [name, call, fields, grant] of calls) {
    it(`${name} with a private key: an assertion for the issuer, of a minute, used once`, async () => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const { form, authorization } = await sent(call, { privateKey })
      assert.equal(authorization, undefined)
      const assertion = form.at(-1)?.[1] ?? ''
      assert.deepEqual(form, [
        ...fields,
        ['grant_type', grant],
        ['client_id', clientId],
        ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
        ['client_assertion', assertion],
      ])
      const { payload, protectedHeader } = await jwtVerify(assertion, publicKey)
      const { iss, sub, aud, jti, iat = 0, nbf, exp } = payload
      assert.deepEqual({ iss, sub, aud }, { iss: clientId, sub: clientId, aud: server.issuer })
      assert.deepEqual([exp, nbf], [iat + 60, iat])
      assert.equal(protectedHeader.alg, 'ES256')
      assert.match(`${jti}`, /^[\w-]{16,}$/)
    })
  }

  it('a key that a function gives signs each request with the key of that moment', async () => {
    const keys = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }))
    let turn = 0
    const tokens = clientOf(server, { privateKey: () => (keys[turn++] ?? assert.fail()).privateKey })
    await tokens.getTokenByExchangeProfile(profile)
    await tokens.getTokenByExchangeProfile(profile)
    const assertions = server.asked.map((asked) => fieldOf(asked, 'client_assertion'))
    const ids = await Promise.all(
      assertions.map(
        async (text, index) => (await jwtVerify(text, keys[index]?.publicKey ?? assert.fail())).payload.jti,
      ),
    )
    assert.equal(new Set(ids).size, 2)
  })

  it('the login hint where it is given, and only then', async () => {
    const { form } = await sent((tokens) => tokens.getAccessTokenForConnection({ ...calendar, loginHint: '1098' }))
    assert.deepEqual(form.slice(0, 5), [...ofConnection, ['login_hint', '1098']])
    server.asked.length = 0
    const asked = await sent(connection)
    assert.equal(
      asked.form.some(([name]) => name === 'login_hint'),
      false,
    )
  })

  it('the scope of a token on behalf of a user, between the audience and the type', async () => {
    const { form } = await sent((tokens) => tokens.getTokenOnBehalfOf({ ...orders, scope: 'read:orders write:orders' }))
    const names = form.slice(0, 5).map(([name]) => name)
    assert.deepEqual(names, ['subject_token_type', 'subject_token', 'audience', 'scope', 'requested_token_type'])
    assert.deepEqual(form[3], ['scope', 'read:orders write:orders'])
  })

  it('all that a profile may have, with parameters of its own', async () => {
    const request = {
      ...profile,
      audience: 'https://orders.example',
      scope: 'openid',
      requestedTokenType: accessTokenType,
      organization: 'Acme',
      actorToken: 'token-of-the-agent',
      actorTokenType: 'urn:shop:agent',
      reason: 'a & b = c ü',
      tries: 3,
      urgent: false,
      nothing: undefined,
      empty: '',
      list: ['one', 2, true],
      none: [],
    }
    const { form } = await sent((tokens) => tokens.getTokenByExchangeProfile(request))
    assert.deepEqual(form, [
      ...ofProfile,
      ['audience', 'https://orders.example'],
      ['scope', 'openid'],
      ['requested_token_type', accessTokenType],
      ['organization', 'Acme'],
      ['actor_token', 'token-of-the-agent'],
      ['actor_token_type', 'urn:shop:agent'],
      ['reason', 'a & b = c ü'],
      ['tries', '3'],
      ['urgent', 'false'],
      ['empty', ''],
      ['list', 'one'],
      ['list', '2'],
      ['list', 'true'],
      ['grant_type', exchangeGrant],
      ...secret,
    ])
  })

  it('a list of 20 values', async () => {
    const list = Array.from({ length: 20 }, (_, index) => `${index}`)
    const { form } = await sent((tokens) => tokens.getTokenByExchangeProfile({ ...profile, list }))
    assert.deepEqual(
      form.flatMap(([name, value]) => (name === 'list' ? [value] : [])),
      list,
    )
  })

  it('to the endpoint that the options name, without asking for metadata', async () => {
    const before = server.metadataAsked()
    const { url } = await sent(connection, { tokenEndpoint: server.endpoint })
    assert.equal(url, '/oauth/token')
    assert.equal(server.metadataAsked(), before)
  })

  it('and the metadata is asked for once by many calls', async () => {
    const before = server.metadataAsked()
    const tokens = clientOf(server)
    const users = Array.from({ length: 20 }, (_, user) => ({ ...calendar, accessToken: `token-of-${user}` }))
    await Promise.all(users.map((request) => tokens.getAccessTokenForConnection(request)))
    await tokens.getTokenByExchangeProfile(profile)
    assert.equal(server.metadataAsked(), before + 1)
  })

  describe('what is handed out', () => {
    const all = success({ id_token: 'an.id.token', refresh_token: 'refresh', issued_token_type: accessTokenType })

    it('has ID and refresh tokens from a profile alone', async () => {
      server.answer(() => json(all))
      const tokens = clientOf(server)
      const { idToken, refreshToken } = await tokens.getTokenByExchangeProfile(profile)
      assert.deepEqual([idToken, refreshToken], ['an.id.token', 'refresh'])
      const others = [await tokens.getTokenOnBehalfOf(orders), await tokens.getAccessTokenForConnection(calendar)]
      for (const result of others) {
        assert.deepEqual(Object.keys(result), ['accessToken', 'expiresAt', 'scope', 'tokenType', 'issuedTokenType'])
      }
    })

    it('is frozen, since others are given the same', async () => {
      const result = await clientOf(server).getAccessTokenForConnection(calendar)
      assert.ok(Object.isFrozen(result))
    })
  })
})
